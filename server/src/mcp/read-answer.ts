import type { ApiAnswer } from "../services/mcp/agent-door.ts";

/** All that an answer holds; null where that is more than `most` bytes, of which no more is read then. */
export async function readAnswer({ content }: ApiAnswer, most: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > most) {
      content.destroy();
      return null;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The last `most` bytes of an answer at least, where there are as many, and how many there were in all. */
export async function readEnd({ content }: ApiAnswer, most: number): Promise<{ end: Buffer; size: number }> {
  const chunks: Buffer[] = [];
  let held = 0;
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    held += chunk.length;
    chunks.push(chunk);
    while (held - (chunks[0]?.length ?? 0) >= most) held -= chunks.shift()?.length ?? 0;
  }
  return { end: Buffer.concat(chunks), size };
}
