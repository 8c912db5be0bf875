import type { Socket } from "node:net";

export interface RelayOptions {
  /** Silence of both sides after which they are parted. */
  idleMs: number;
  /** Ends the session; its reason, a text, is the client's last line. */
  signal: AbortSignal;
}

/** Who does not hang up by then is cut off. */
const HANG_UP_WITHIN_MS = 5000;

/**
 * Passes on what client and server say to each other, byte for byte, as fast as the slower of them reads. Resolves when
 * both are gone; either one's leaving parts them.
 */
export function relay(client: Socket, server: Socket, { idleMs, signal }: RelayOptions): Promise<void> {
  return new Promise((resolve) => {
    let isOver = false;
    let cut: NodeJS.Timeout | undefined;

    function part(lastLine: string | null): void {
      if (isOver) return;
      isOver = true;
      client.setTimeout(0);
      signal.removeEventListener("abort", revoke);
      server.unpipe(client);
      client.unpipe(server);
      // Nobody reads what the client still sends, but only then its end is heard.
      client.resume();
      client.end(lastLine === null ? "" : `* BYE ${lastLine}\r\n`);
      server.end();
      server.resume();
      cut = setTimeout(() => {
        client.destroy();
        server.destroy();
      }, HANG_UP_WITHIN_MS);
      settle();
    }

    function settle(): void {
      if (!client.closed || !server.closed) return;
      clearTimeout(cut);
      resolve();
    }

    const revoke = () => part(String(signal.reason));
    const isLost = "The connection to the mail server was lost";
    client.once("close", () => (part(null), settle()));
    server.once("close", (hadError) => (part(hadError ? isLost : null), settle()));
    server.once("error", () => part(isLost));
    server.once("end", () => part(null));
    client.once("end", () => part(null));
    client.setTimeout(idleMs, () => part("Nothing was said for too long"));
    signal.addEventListener("abort", revoke, { once: true });
    if (signal.aborted) return revoke();
    if (client.destroyed || server.destroyed) return part(isLost);
    server.pipe(client, { end: false });
    client.pipe(server, { end: false });
  });
}
