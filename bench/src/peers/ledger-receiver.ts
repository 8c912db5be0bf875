/** A webhook receiver that keeps books, and at random refuses, resets, falls silent or is slow. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { servePeer } from "../peer.ts";

/** What the receiver made of the events of all accounts, each numbered from 0. */
export interface Ledger {
  url: string;
  /** Events taken, repeats not counted. */
  taken: number;
  /** Taken once more: an answer that the sender did not live to see. */
  repeated: number;
  /** Taken before the one before it. */
  outOfOrder: number;
  /** Requests that were not answered by 200. */
  refused: number;
  /** When the event of an account arrived first (epoch ms). */
  arrivedAt: Record<string, number>;
}

export interface LedgerQuestion {
  /** Of a thousand requests so many go wrong. */
  faults?: number;
  /** Answer nothing at all. */
  isDead?: boolean;
  /** Waits until so many were taken, or the time is over. */
  taken?: number;
  withinMs?: number;
  /** Begins anew. */
  clear?: boolean;
}

let faults = 0;
let isDead = false;
const next = new Map<string, number>();
let ledger = emptyLedger("");

function emptyLedger(url: string): Ledger {
  next.clear();
  return { url, taken: 0, repeated: 0, outOfOrder: 0, refused: 0, arrivedAt: {} };
}

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (isDead) return;
  if (Math.random() * 1000 < faults) return fail(request, response);
  const { account, data } = JSON.parse(Buffer.concat(chunks).toString()) as {
    account: string;
    data: { number?: number };
  };
  ledger.arrivedAt[account] ??= performance.timeOrigin + performance.now();
  const number = data.number ?? 0;
  const expected = next.get(account) ?? 0;
  if (number < expected) ledger.repeated++;
  else {
    if (number > expected) ledger.outOfOrder++;
    ledger.taken++;
    next.set(account, number + 1);
  }
  response.writeHead(200, { "content-length": "0" }).end();
}

function fail(request: IncomingMessage, response: ServerResponse): void {
  ledger.refused++;
  const kind = Math.floor(Math.random() * 4);
  if (kind === 0) request.socket.resetAndDestroy();
  else if (kind === 1) response.writeHead(503, { "content-length": "0" }).end();
  else if (kind === 2) setTimeout(() => response.writeHead(500, { "content-length": "0" }).end(), 100);
  // The last kind never answers.
}

const server = createServer((request, response) => void receive(request, response).catch(() => request.destroy()));
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as { port: number };
  ledger = emptyLedger(`http://127.0.0.1:${port}`);
  servePeer<LedgerQuestion, Ledger>({ ...ledger }, async (question) => {
    faults = question.faults ?? faults;
    isDead = question.isDead ?? isDead;
    const until = Date.now() + (question.withinMs ?? 0);
    while (ledger.taken < (question.taken ?? 0) && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 10));
    const told = ledger;
    if (question.clear) ledger = emptyLedger(told.url);
    return told;
  });
});
