import type { Posthorn } from "./posthorn.ts";

/** How late the server's event loop was, p99, since it was asked for last. 10 ms is none. */
export async function eventLoopDelayMs({ url, token }: Posthorn): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  const value = /^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(await answer.text())?.[1];
  return Number(value) * 1000;
}
