import type { SMTPServerDataStream } from "smtp-server";
import { SmtpRefusal } from "./answers.ts";

/** Memory for messages that are being received or taken in, together. */
export interface Held {
  bytes: number;
  readonly most: number;
}

/** A message that is there in full and still counts as held. */
export interface ReceivedMessage {
  readonly raw: Buffer;
  /** Gives its memory back: to be called once it is stored or refused. */
  release(): void;
}

/** What there is of a byte at one time: as it came and in one piece, then that and what is composed of it. */
const COPIES = 2;

/**
 * The message of a DATA command. Of one that is too large nothing more is kept, but it is read to its end, since only
 * then a client listens. Rejects with a refusal, or with the error of a connection that broke off; nothing is held then.
 */
export async function receiveMessage(stream: SMTPServerDataStream, held: Held): Promise<ReceivedMessage> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isTooMuch = false;
  const release = () => {
    held.bytes -= bytes;
    bytes = 0;
    chunks.length = 0;
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const more = chunk.length * COPIES;
      isTooMuch ||= held.bytes + more > held.most;
      if (stream.sizeExceeded || isTooMuch) {
        release();
        continue;
      }
      chunks.push(chunk);
      bytes += more;
      held.bytes += more;
    }
    if (stream.sizeExceeded) throw new SmtpRefusal(552, "Error: message exceeds fixed maximum message size");
    if (isTooMuch) throw new SmtpRefusal(451, "There is too much mail at once, try again later");
    const raw = Buffer.concat(chunks);
    chunks.length = 0;
    return { raw, release };
  } catch (error) {
    release();
    throw error;
  }
}
