/** A webhook receiver that only counts, and answers at once. */
import { createServer } from "node:http";
import { servePeer } from "../peer.ts";

export interface Arrivals {
  url: string;
  count: number;
  /** Epoch milliseconds of the first and the last one counted. */
  firstAt: number;
  lastAt: number;
}

/** Waits until `count` have arrived since the last question, or the time is over; counting starts anew then. */
export interface Expect {
  count: number;
  withinMs: number;
}

const arrivals: Arrivals = { url: "", count: 0, firstAt: 0, lastAt: 0 };
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const now = performance.timeOrigin + performance.now();
    if (arrivals.count++ === 0) arrivals.firstAt = now;
    arrivals.lastAt = now;
    response.writeHead(200, { "content-length": "0" }).end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as { port: number };
  arrivals.url = `http://127.0.0.1:${port}`;
  servePeer<Expect, Arrivals>({ ...arrivals }, async ({ count, withinMs }) => {
    const until = Date.now() + withinMs;
    while (arrivals.count < count && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
    const told = { ...arrivals };
    arrivals.count = 0;
    return told;
  });
});
