import type { SMTPServerDataStream } from "smtp-server";
import { SmtpRefusal } from "./answers.ts";

/** Bytes of messages that are being received, together. */
export interface Held {
  bytes: number;
  readonly most: number;
}

/**
 * The message of a DATA command. Of one that is too large nothing more is kept, but it is read to its end, since only
 * then a client listens. Rejects with a refusal, or with the error of a connection that broke off.
 */
export async function receiveMessage(stream: SMTPServerDataStream, held: Held): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isTooMuch = false;
  const drop = () => {
    held.bytes -= bytes;
    bytes = 0;
    chunks.length = 0;
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      isTooMuch ||= held.bytes + chunk.length > held.most;
      if (stream.sizeExceeded || isTooMuch) {
        drop();
        continue;
      }
      chunks.push(chunk);
      bytes += chunk.length;
      held.bytes += chunk.length;
    }
    if (stream.sizeExceeded) throw new SmtpRefusal(552, "Error: message exceeds fixed maximum message size");
    if (isTooMuch) throw new SmtpRefusal(451, "There is too much mail at once, try again later");
    return Buffer.concat(chunks);
  } finally {
    drop();
  }
}
