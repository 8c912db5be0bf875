import { type CallOptions, type OutgoingMessage, SendError, type SendReceipt } from "../../core/mail-backend.ts";
import { joinMessage, splitMessage } from "../../mime/header-block.ts";
import { messageIdsIn } from "../../mime/message-id.ts";
import { readAddresses } from "../../mime/read-addresses.ts";
import type { GmailRequest } from "./api.ts";
import { contentOfRequest } from "./change-messages.ts";
import type { GmailContext } from "./context.ts";
import { GmailError, toSendError } from "./errors.ts";
import { findThread, valueOf } from "./find-thread.ts";
import { headerOf } from "./message-parts.ts";
import type { GmailMessage } from "./resources.ts";
import { messageIdTerm } from "./search-query.ts";

/** Gmail takes no larger message. */
const MAX_BYTES = 35 * 1024 * 1024;

/**
 * Hands a message to Gmail, which files it in Sent. A draft is sent where it lies, a reply in the thread of the message
 * that it answers. Gmail reads the recipients out of the header, so those that only the envelope has are written
 * there as Bcc; Gmail takes that off again. With a grant to send only, nothing else is asked.
 */
export async function sendMessage(
  context: GmailContext,
  message: OutgoingMessage,
  options: CallOptions,
): Promise<SendReceipt> {
  const { api, account } = context;
  const canRead = account.api?.sendOnly !== true;
  if (message.content.length > MAX_BYTES)
    throw new SendError("Gmail takes no message of more than 35 MB", { code: "EMESSAGE" });
  try {
    const { fields, body } = splitMessage(message.content);
    const first = (name: string) => valueOf(fields, name);
    const [messageId] = messageIdsIn(first("message-id"));
    const draft =
      canRead && message.draft !== undefined && messageId !== undefined
        ? await findDraft(context, message.draft, messageId, options)
        : undefined;
    let request: GmailRequest;
    if (draft === undefined) {
      const threadId = canRead ? await findThread(context, fields, options) : undefined;
      const blind = blindRecipients(message.envelope.to, [first("to"), first("cc"), first("bcc")]);
      const line = { name: "bcc", line: `Bcc: ${blind.join(",\r\n ")}` };
      const raw = blind.length === 0 ? message.content : joinMessage({ fields: [...fields, line], body });
      const resource = threadId === undefined ? {} : { threadId };
      request = { method: "messages.send", http: "POST", path: "messages/send", ...contentOfRequest(resource, raw) };
    } else request = { method: "drafts.send", http: "POST", path: "drafts/send", json: { id: draft } };
    await message.beforeHandOff().catch((cause: unknown) => {
      throw new SendError("The message was not released", { code: "ENOTRELEASED", cause });
    });
    if (options.signal?.aborted)
      throw new SendError("Message sending aborted", { code: "EABORT", cause: options.signal.reason });
    const sent = await api.call<GmailMessage>(request, { ...options, isOnce: true });
    context.changed();
    const finalId = canRead ? await messageIdOf(context, sent.id, options) : undefined;
    return {
      ...(finalId !== undefined && finalId !== messageId && { messageId: finalId }),
      accepted: [...message.envelope.to],
      rejected: [],
      networkRouting: null,
    };
  } catch (error) {
    throw toSendError(error);
  }
}

/** The id of the draft that a message is, which Gmail finds by its Message-ID only. */
async function findDraft(
  { api }: GmailContext,
  id: string,
  messageId: string,
  options: CallOptions,
): Promise<string | undefined> {
  const { drafts = [] } = await api.call<{ drafts?: { id: string; message: { id: string } }[] }>(
    { method: "drafts.list", http: "GET", path: "drafts", query: { q: messageIdTerm(messageId) } },
    options,
  );
  return drafts.find(({ message }) => message.id === id)?.id;
}

/** The Message-ID that a message was sent with, which may be Gmail's own. It is sent whether we learn that or not. */
async function messageIdOf({ api, log }: GmailContext, id: string, options: CallOptions): Promise<string | undefined> {
  try {
    const query = { format: "metadata", metadataHeaders: "Message-ID" };
    const { payload } = await api.call<GmailMessage>(
      { method: "messages.get", http: "GET", path: `messages/${id}`, query },
      options,
    );
    return headerOf(payload ?? {}, "message-id") || undefined;
  } catch (error) {
    if (!(error instanceof GmailError)) throw error;
    log.warn({ message: id, reason: error.message }, "Gmail does not tell the Message-ID of a message it sent");
    return undefined;
  }
}

/** The recipients of the envelope that no header names. */
function blindRecipients(envelope: readonly string[], headers: readonly (string | undefined)[]): string[] {
  const named = new Set(
    headers.flatMap((value) => readAddresses(value ?? "")).map(({ address }) => address.toLowerCase()),
  );
  return envelope.filter((address) => !named.has(address.toLowerCase()));
}
