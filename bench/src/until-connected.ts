import type { PosthornClient } from "@posthorn/client/client";

/** Waits until so many accounts are connected, or the time is over; resolves with how many there are. */
export async function untilConnected(client: PosthornClient, count: number, withinMs: number): Promise<number> {
  for (const until = Date.now() + withinMs; ;) {
    const { connections } = await client.service.stats();
    if (connections.connected >= count || Date.now() > until) return connections.connected;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
