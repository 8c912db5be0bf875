import type { Socket } from "node:net";

/** Resolves at the first of these events, or when `signal` is aborted. Listens to none of them any more then. */
export function nextEvent(socket: Socket, events: readonly string[], signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = () => {
      for (const event of events) socket.off(event, wake);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    for (const event of events) socket.on(event, wake);
    signal.addEventListener("abort", wake);
  });
}
