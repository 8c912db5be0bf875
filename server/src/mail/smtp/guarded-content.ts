import { Readable } from "node:stream";

const CHUNK_BYTES = 64 * 1024;

/**
 * The message as a stream that keeps its last part back until `beforeHandOff` resolves. SMTP's end
 * of data follows the last part, so until then the server can't have accepted anything. A rejection
 * destroys the stream, and with it the transfer.
 *
 * A small message waits as a whole: it leaves in one write, as it would without the guard.
 */
export function guardedContent(content: Buffer, beforeHandOff: () => Promise<void>): Readable {
  let position = 0;
  const stream = new Readable({
    highWaterMark: CHUNK_BYTES,
    read() {
      const chunk = content.subarray(position, position + CHUNK_BYTES);
      position += chunk.length;
      if (position < content.length) {
        stream.push(chunk);
        return;
      }
      beforeHandOff().then(
        () => {
          if (stream.destroyed) return;
          if (chunk.length > 0) stream.push(chunk);
          stream.push(null);
        },
        (reason: unknown) => stream.destroy(new Error("The message was not released", { cause: reason })),
      );
    },
  });
  return stream;
}
