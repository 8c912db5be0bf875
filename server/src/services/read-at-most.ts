import type { Readable } from "node:stream";
import { PosthornError } from "../core/errors.ts";

/** All that a download brings; what a mail server said of its size is not believed. Throws `too_large`, in these words, for more bytes than `most`. */
export async function readAtMost(content: Readable, most: number, refusal: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw new PosthornError("too_large", refusal);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
