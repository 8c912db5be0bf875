import type { ListResponse, StatusObject } from "imapflow";
import type { Mailbox, MailboxStatus, SpecialUse } from "@posthorn/contracts/mailboxes";
import { ConnectFailure, type ImapSettings, type MailboxRef } from "../../core/mail-backend.ts";
import type { ImapClient } from "./connection.ts";
import { assignSpecialUses, byUseThenPath, isSelectable, type ListedMailbox } from "./special-use.ts";

/** What STATUS says about a mailbox; undefined where the server kept quiet. */
export interface MailboxCounters {
  messages: number | undefined;
  unseen: number | undefined;
  uidNext: number | undefined;
  uidValidity: string | undefined;
  highestModseq: bigint | undefined;
}

export interface KnownMailbox {
  path: string;
  name: string;
  delimiter: string | null;
  parentPath: string | undefined;
  subscribed: boolean;
  noInferiors: boolean;
  specialUse: SpecialUse | undefined;
  specialUseSource: "user" | "extension" | "name" | undefined;
  counters: MailboxCounters | undefined;
  /** Why there are no counters, though they were asked for. */
  fault: string | undefined;
}

/**
 * Asks the server for its mailboxes, in the order in which they are shown. imapflow copes with what
 * servers make of LIST: it asks for less when BAD is the answer to RETURN options, asks LSUB where
 * they do not tell subscriptions and takes everything as subscribed where that fails too, and asks
 * for INBOX where it is outside the namespace. A server that lists nothing which could be opened is
 * at fault (ConnectFailure): no account is without mailboxes.
 */
export async function fetchMailboxes(
  client: ImapClient,
  settings: ImapSettings,
  withCounters: boolean,
): Promise<KnownMailbox[]> {
  // About the mailbox that is selected STATUS says what the connection knows, not what is true.
  if (withCounters && client.mailbox) await client.noop();
  const list = await client.list(
    withCounters
      ? {
          statusQuery: {
            messages: true,
            unseen: true,
            uidNext: true,
            uidValidity: true,
            highestModseq: client.enabled.has("CONDSTORE"),
          },
        }
      : {},
  );
  const hasInbox = list.some(({ path }) => path === "INBOX");
  const listed = list
    .filter((entry) => entry.listed && isSelectable(entry.flags))
    .map((entry) => {
      // XLIST tells INBOX by the name that people read; it opens by its own.
      const isInbox = entry.path === "INBOX" || (!hasInbox && entry.specialUse === "\\Inbox");
      const mailbox: ListedMailbox = {
        path: isInbox ? "INBOX" : entry.path,
        name: isInbox ? "INBOX" : entry.name,
        delimiter: entry.delimiter || null,
        attributes: entry.flags,
        subscribed: entry.subscribed || isInbox,
      };
      return { mailbox, status: entry.status };
    });
  if (listed.length === 0) throw new ConnectFailure("connection", "The mail server lists no mailboxes");
  const uses = assignSpecialUses(
    listed.map(({ mailbox }) => mailbox),
    settings,
  );
  return listed
    .map(({ mailbox, status }): KnownMailbox & { specialUse?: SpecialUse } => {
      const use = uses.get(mailbox.path);
      const cut = mailbox.delimiter === null ? -1 : mailbox.path.lastIndexOf(mailbox.delimiter);
      return {
        path: mailbox.path,
        name: mailbox.name,
        delimiter: mailbox.delimiter,
        parentPath: cut < 0 ? undefined : mailbox.path.slice(0, cut),
        subscribed: mailbox.subscribed,
        noInferiors: [...mailbox.attributes].some((attribute) => attribute.toLowerCase() === "\\noinferiors"),
        specialUse: use?.specialUse,
        specialUseSource: use?.source,
        counters: isStatus(status) ? toCounters(status) : undefined,
        fault: withCounters && !isStatus(status) ? faultOf(status) : undefined,
      };
    })
    .sort(byUseThenPath);
}

/** What STATUS says of one mailbox. */
export async function fetchCounters(client: ImapClient, path: string): Promise<MailboxCounters> {
  // About the mailbox that is selected STATUS says what the connection knows, not what is true.
  if (client.mailbox && client.mailbox.path === path) await client.noop();
  const status = await client.status(path, {
    messages: true,
    unseen: true,
    uidNext: true,
    uidValidity: true,
    highestModseq: client.enabled.has("CONDSTORE"),
  });
  return toCounters(status || {});
}

const toCounters = (status: Omit<StatusObject, "path">): MailboxCounters => ({
  messages: status.messages,
  unseen: status.unseen,
  uidNext: status.uidNext,
  uidValidity: status.uidValidity?.toString(),
  highestModseq: status.highestModseq,
});

/** What imapflow has of one mailbox: where the server would not tell, an error, false or nothing. */
type ListedStatus = ListResponse["status"] | false;

const isStatus = (status: ListedStatus): status is StatusObject => Boolean(status && "path" in status);

const faultOf = (status: ListedStatus): string =>
  status && "error" in status && status.error instanceof Error
    ? status.error.message
    : "The mail server does not tell the counters";

/** Of a mailbox that was listed with counters. */
export const statusOf = ({ counters, fault }: KnownMailbox): MailboxStatus =>
  fault === undefined ? { messages: counters?.messages ?? 0, unseen: counters?.unseen ?? 0 } : { error: fault };

export function toMailbox(known: KnownMailbox, stored: { messages: number; uidNext: number } | undefined): Mailbox {
  const { counters, parentPath, specialUse, specialUseSource } = known;
  const messages = counters?.messages ?? stored?.messages;
  const uidNext = counters?.uidNext ?? stored?.uidNext;
  return {
    path: known.path,
    name: known.name,
    delimiter: known.delimiter,
    ...(parentPath === undefined ? {} : { parentPath }),
    listed: true,
    subscribed: known.subscribed,
    noInferiors: known.noInferiors,
    ...(specialUse === undefined ? {} : { specialUse }),
    ...(specialUseSource === undefined ? {} : { specialUseSource }),
    ...(messages === undefined ? {} : { messages }),
    ...(uidNext === undefined ? {} : { uidNext }),
  };
}

export const toRef = ({ path, specialUse }: { path: string; specialUse: SpecialUse | undefined }): MailboxRef =>
  specialUse === undefined ? { path } : { path, specialUse };
