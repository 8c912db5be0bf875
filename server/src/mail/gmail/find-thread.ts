import type { CallOptions } from "../../core/mail-backend.ts";
import { fieldValue, type HeaderField } from "../../mime/header-block.ts";
import { messageIdsIn } from "../../mime/message-id.ts";
import type { GmailContext } from "./context.ts";
import type { GmailMessageList } from "./resources.ts";
import { messageIdTerm } from "./search-query.ts";

/** The first field of this name. */
export function valueOf(fields: readonly HeaderField[], name: string): string | undefined {
  const field = fields.find((each) => each.name === name);
  return field && fieldValue(field);
}

/** The thread of the message that another one answers by its header; undefined where it answers none of the mailbox. */
export async function findThread(
  { api }: GmailContext,
  fields: readonly HeaderField[],
  options: CallOptions,
): Promise<string | undefined> {
  const answered =
    messageIdsIn(valueOf(fields, "in-reply-to"))[0] ?? messageIdsIn(valueOf(fields, "references")).at(-1);
  if (answered === undefined) return undefined;
  const { messages = [] } = await api.call<GmailMessageList>(
    { method: "messages.list", http: "GET", path: "messages", query: { q: messageIdTerm(answered), maxResults: 1 } },
    options,
  );
  return messages[0]?.threadId;
}
