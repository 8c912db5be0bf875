import { setTimeout as sleep } from "node:timers/promises";
import { type ConnectionTimeouts, type ImapClient, withDeadline } from "./connection.ts";

/**
 * The life of a connection that has no mailbox to listen in, until `end` aborts: the server is asked now and then, so that
 * neither side takes it for dead, and one that died in silence is found.
 */
export async function keepAlive(
  client: ImapClient,
  { renewIdleMs, answerMs }: ConnectionTimeouts,
  end: AbortSignal,
  onSilence: () => void,
): Promise<void> {
  for (;;) {
    await sleep(renewIdleMs, undefined, { signal: end, ref: false }).catch(() => undefined);
    if (end.aborted) return;
    await withDeadline(client, answerMs, client.noop(), onSilence);
  }
}
