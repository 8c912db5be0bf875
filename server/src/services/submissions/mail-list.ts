import { randomBytes } from "node:crypto";
import type { MergeEntry, Submission as SubmissionBody } from "@posthorn/contracts/submissions";
import { PosthornError } from "../../core/errors.ts";
import { signedLink } from "../../core/signed-link.ts";
import { asRecipient, type Blocked, findBlocked } from "../../storage/blocklists.ts";
import type { Context } from "../context.ts";

/** The list that a mail merge is of. */
export interface MailList {
  id: string;
  /** Where links lead to. */
  baseUrl: string;
  /** What links are signed with. In a dry run nobody knows it: who sees a copy that was not sent can take nobody off. */
  secret: string;
}

/** Who gets no copy. */
export interface Suppression {
  /** The lists that count: the one that the merge is of, those that the request names, and the one for all mail merges. */
  lists: readonly string[];
  /** By address. */
  gone: ReadonlyMap<string, Blocked>;
}

/** Who has left one of the lists that count for a mail merge. */
export async function findSuppression(
  { storage, settings }: Context,
  { listId, suppressionLists = [] }: Pick<SubmissionBody, "listId" | "suppressionLists">,
  entries: readonly MergeEntry[],
): Promise<Suppression> {
  const named = [listId, ...suppressionLists, settings.get("globalBlocklist") || undefined];
  const lists = [...new Set(named.flatMap((list) => (list === undefined ? [] : [list.toLowerCase()])))];
  const recipients = [...new Set(entries.map(({ to }) => asRecipient(to.address)))];
  return { lists, gone: await findBlocked(storage, lists, recipients) };
}

/** The list that the request names. Throws ServiceUrlRequired when nobody could be told how to leave. */
export function findList(
  { settings }: Context,
  { listId, baseUrl, dryRun }: Pick<SubmissionBody, "listId" | "baseUrl" | "dryRun">,
): MailList | undefined {
  if (listId === undefined) return undefined;
  const id = listId.toLowerCase();
  const base = baseUrl ?? settings.get("serviceUrl");
  if (!base)
    throw new PosthornError("invalid", "A list needs an address to leave it by: set serviceUrl, or send baseUrl", {
      code: "ServiceUrlRequired",
    });
  const secret = dryRun === true ? randomBytes(32).toString("hex") : (settings.get("serviceSecret") ?? "");
  return { id, baseUrl: base, secret };
}

/** What tells a recipient, and the program that reads the mail, how to leave (RFC 2369, RFC 2919, RFC 8058). */
export function leaving(
  account: string,
  { id, baseUrl, secret }: MailList,
  recipient: string,
  messageId: string,
): { unsubscribeUrl: string; headers: Record<string, string> } {
  const data = { act: "unsub", acc: account, list: id, rcpt: recipient, msg: messageId } as const;
  const unsubscribeUrl = signedLink(baseUrl, data, secret);
  return {
    unsubscribeUrl,
    headers: {
      "List-ID": `<${id}.${new URL(baseUrl).hostname}>`,
      "List-Unsubscribe": `<${unsubscribeUrl}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
  };
}
