import { type CallOptions, type OutgoingMessage, SendError, type SendReceipt } from "../../core/mail-backend.ts";
import { joinMessage, splitMessage } from "../../mime/header-block.ts";
import { parseHeaders } from "../../mime/headers.ts";
import { readAddresses } from "../../mime/read-addresses.ts";
import type { GraphApi } from "./api.ts";
import { toSendError } from "./errors.ts";
import { messagePath } from "./messages.ts";
import { fitsAsJson, fitsAsMime, storeStructured, withFiles } from "./store-message.ts";
import { toStructured } from "./structured-message.ts";

/** The path of a hand-over that is prepared, or all of it. */
type HandOver = Parameters<GraphApi["request"]>[0];

/**
 * Hands a message over as it is; where it is too large for one request, as a draft that is filled piece by piece and sent.
 * Who gets it says the message itself: Exchange has no envelope. It keeps the copy in Sent, too.
 */
export async function sendMessage(api: GraphApi, message: OutgoingMessage, options: CallOptions): Promise<SendReceipt> {
  try {
    const handOver = await prepare(api, message, options);
    await message.beforeHandOff().catch((cause: unknown) => {
      throw new SendError("The message was not released", { code: "ENOTRELEASED", cause });
    });
    await api.request({ ...handOver, isRepeatable: false }, options);
  } catch (error) {
    throw toSendError(error);
  }
  return { response: "202 Accepted", accepted: message.envelope.to, rejected: [], networkRouting: null };
}

async function prepare(api: GraphApi, message: OutgoingMessage, options: CallOptions): Promise<HandOver> {
  const { draft, useStructuredFormat = false } = message;
  if (draft !== undefined) return { method: "POST", path: `${messagePath(draft)}/send` };
  const raw = withBlindRecipients(message);
  if (!useStructuredFormat && fitsAsMime(raw)) return { method: "POST", path: "/sendMail", mime: raw };
  const structured = await toStructured(raw);
  if (fitsAsJson(structured))
    return { method: "POST", path: "/sendMail", body: { message: withFiles(structured), saveToSentItems: true } };
  const stored = await storeStructured(api, "/messages", structured, options);
  return { method: "POST", path: `${messagePath(stored.id)}/send` };
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
