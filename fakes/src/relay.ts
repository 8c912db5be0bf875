import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export interface RelayedConnection {
  /** The address it came from. */
  from: string;
  /** What the client sent so far; only without TLS it can be read. */
  sent: string;
}

/** Stands before a server: hears who comes from where and says what, and takes the server away. */
export interface Relay {
  readonly host: string;
  readonly port: number;
  readonly connections: RelayedConnection[];
  /** Cuts every connection; new ones are refused, as by a server that is down. */
  pull(): Promise<void>;
  /** Leads to the server again, at the same port. */
  putBack(): Promise<void>;
  close(): Promise<void>;
}

/** Listens on every address of this machine, IPv4 and IPv6. */
export async function startRelay(target: { host: string; port: number }): Promise<Relay> {
  const connections: RelayedConnection[] = [];
  const sockets = new Set<Socket>();
  let server: Server;

  function relay(client: Socket): void {
    const seen = { from: (client.remoteAddress ?? "").replace(/^::ffff:/, ""), sent: "" };
    connections.push(seen);
    const upstream = connect(target.port, target.host);
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
  }

  async function listen(port: number): Promise<void> {
    server = createServer(relay).listen(port);
    await once(server, "listening");
  }

  async function pull(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  await listen(0);
  const { port } = server!.address() as AddressInfo;
  return { host: "127.0.0.1", port, connections, pull, putBack: () => listen(port), close: pull };
}
