import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface RelayedConnection {
  /** The address it came from. */
  from: string;
  /** What the client sent so far; only without TLS it can be read. */
  sent: string;
}

/** Stands before a server, and hears who comes from where and says what. */
export interface Relay {
  readonly port: number;
  readonly connections: RelayedConnection[];
  close(): Promise<void>;
}

/** Listens on every address of this machine, IPv4 and IPv6. */
export async function startRelay(server: { host: string; port: number }): Promise<Relay> {
  const connections: RelayedConnection[] = [];
  const sockets = new Set<Socket>();
  const relay = createServer((client) => {
    const seen = { from: (client.remoteAddress ?? "").replace(/^::ffff:/, ""), sent: "" };
    connections.push(seen);
    const upstream = connect(server);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.on("data", (chunk: Buffer) => void (seen.sent += chunk.toString("latin1")));
    client.pipe(upstream).pipe(client);
  });
  relay.listen(0);
  await once(relay, "listening");
  return {
    port: (relay.address() as AddressInfo).port,
    connections,
    async close() {
      const closed = once(relay, "close");
      relay.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
