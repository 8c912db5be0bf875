import { type CallOptions, type OutgoingMessage, SendError, type SendReceipt } from "../../core/mail-backend.ts";
import { joinMessage, splitMessage } from "../../mime/header-block.ts";
import { parseHeaders } from "../../mime/headers.ts";
import { readAddresses } from "../../mime/read-addresses.ts";
import type { GraphApi, GraphRequest } from "./api.ts";
import { GraphError, toSendError } from "./errors.ts";
import { messagePath } from "./messages.ts";
import { fitsAsJson, fitsAsMime, storeStructured, withFiles } from "./store-message.ts";
import { toStructured } from "./structured-message.ts";

/** A request that hands a message over. */
interface HandOver {
  request: GraphRequest;
  /** The draft that was made for it. */
  draft?: string;
}

/**
 * Hands a message over as it is; where it is too large for one request, as a draft that is filled piece by piece and sent.
 * Who gets it says the message itself: Exchange has no envelope. It keeps the copy in Sent, too.
 */
export async function sendMessage(api: GraphApi, message: OutgoingMessage, options: CallOptions): Promise<SendReceipt> {
  try {
    const { request, draft } = await prepare(api, message, options);
    try {
      await message.beforeHandOff().catch((cause: unknown) => {
        throw new SendError("The message was not released", { code: "ENOTRELEASED", cause });
      });
      await api.request({ ...request, isRepeatable: false }, options);
    } catch (error) {
      // What may have been sent is the copy in Sent by now, under the same id.
      const isUnsent = error instanceof SendError || (error instanceof GraphError && error.status < 500);
      if (draft !== undefined && isUnsent)
        await api.request({ method: "DELETE", path: messagePath(draft) }, {}).catch(() => undefined);
      throw error;
    }
  } catch (error) {
    throw toSendError(error);
  }
  return { response: "202 Accepted", accepted: message.envelope.to, rejected: [], networkRouting: null };
}

async function prepare(api: GraphApi, message: OutgoingMessage, options: CallOptions): Promise<HandOver> {
  const { draft, useStructuredFormat = false } = message;
  if (draft !== undefined) return { request: { method: "POST", path: `${messagePath(draft)}/send` } };
  const raw = withBlindRecipients(message);
  if (!useStructuredFormat && fitsAsMime(raw)) return { request: { method: "POST", path: "/sendMail", mime: raw } };
  const structured = await toStructured(raw);
  if (fitsAsJson(structured)) {
    const body = { message: withFiles(structured), saveToSentItems: true };
    return { request: { method: "POST", path: "/sendMail", body } };
  }
  const { id } = await storeStructured(api, "/messages", structured, options);
  return { request: { method: "POST", path: `${messagePath(id)}/send` }, draft: id };
}

/** Whoever is in the envelope and in no header gets the message, and nobody is told. */
function withBlindRecipients({ content, envelope }: OutgoingMessage): Buffer {
  const { fields, body } = splitMessage(content);
  const headers = parseHeaders(joinMessage({ fields, body: Buffer.alloc(0) }));
  const named = new Set(
    ["to", "cc", "bcc"]
      .flatMap((name) => headers[name] ?? [])
      .flatMap((value) => readAddresses(value))
      .map(({ address }) => address.toLowerCase()),
  );
  const blind = envelope.to.filter((address) => !named.has(address.toLowerCase()));
  if (blind.length === 0) return content;
  const line = `Bcc: ${blind.join(",\r\n ")}`;
  return joinMessage({ fields: [...fields, { name: "bcc", line }], body });
}
