import type { Socket } from "node:net";

/**
 * Says something last and hangs up. What still comes is read and dropped, since the client's own end is heard only behind
 * it; who has not hung up as well after `withinMs` is cut off.
 */
export function hangUp(socket: Socket, lastWords: string, withinMs: number): void {
  if (socket.destroyed) return;
  if (!socket.writableEnded) socket.end(lastWords);
  socket.resume();
  const late = setTimeout(() => socket.destroy(), withinMs).unref();
  socket.once("close", () => clearTimeout(late));
}
