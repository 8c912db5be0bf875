import type { Caller } from "./caller.ts";

/** Waits until so many accounts are connected, or the time is over; resolves with how many there are. */
export async function untilConnected(api: Caller, count: number, withinMs: number): Promise<number> {
  for (const until = Date.now() + withinMs; ;) {
    const { connections } = await api.call<{ connections: { connected: number } }>("GET", "/v1/stats");
    if (connections.connected >= count || Date.now() > until) return connections.connected;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
