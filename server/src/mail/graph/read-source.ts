import type { GraphApi, GraphOptions } from "./api.ts";

/** The message as MIME, as far as its first bytes go. */
export async function readSource(api: GraphApi, id: string, maxBytes: number, options: GraphOptions): Promise<Buffer> {
  const stream = await api.open({ method: "GET", path: `/messages/${encodeURIComponent(id)}/$value` }, options);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop drops the connection.
    if (length >= maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}
