import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An envelope of Sentry's protocol, taken apart: https://develop.sentry.dev/sdk/data-model/envelopes/ */
export interface ReceivedEnvelope {
  /** Path and query that it was posted to. */
  url: string;
  header: Record<string, unknown>;
  items: { header: Record<string, unknown>; payload: Record<string, unknown> }[];
  /** As it came. */
  text: string;
}

/** Takes envelopes as the ingest endpoint of an error reporting service does. */
export interface FakeSentry {
  /** To be configured; its key is `publickey`, its project 7. */
  readonly dsn: string;
  readonly received: ReceivedEnvelope[];
  /** How it answers from now on; 200 at first. */
  answer: { status: number; headers?: Record<string, string> };
  close(): Promise<void>;
}

export async function startFakeSentry(): Promise<FakeSentry> {
  const received: ReceivedEnvelope[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push(envelopeOf(request.url ?? "", Buffer.concat(chunks).toString()));
      response.writeHead(fake.answer.status, { "content-type": "application/json", ...fake.answer.headers }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakeSentry = {
    dsn: `http://publickey@127.0.0.1:${(server.address() as AddressInfo).port}/7`,
    received,
    answer: { status: 200 },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

/** Lines of JSON: the header of the envelope, then a header and a payload for each item. */
function envelopeOf(url: string, text: string): ReceivedEnvelope {
  const [header = {}, ...rest] = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const items = [];
  for (let at = 0; at + 1 < rest.length; at += 2) items.push({ header: rest[at] ?? {}, payload: rest[at + 1] ?? {} });
  return { url, header, items, text };
}
