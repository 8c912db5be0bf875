import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A port that leads to a server until it is pulled, and again once it is put back. */
export interface Plug {
  readonly host: string;
  readonly port: number;
  /** Cuts every connection; new ones are refused, as by a server that is down. */
  pull(): Promise<void>;
  putBack(): Promise<void>;
}

export async function plugInto(target: { host: string; port: number }): Promise<Plug> {
  const host = "127.0.0.1";
  const sockets = new Set<Socket>();
  let server: Server;

  async function listen(port: number): Promise<void> {
    server = createServer((near) => {
      const far = connect(target.port, target.host);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(socket);
        socket.on("error", () => other.destroy());
        socket.on("close", () => {
          sockets.delete(socket);
          other.destroy();
        });
      }
      near.pipe(far).pipe(near);
    }).listen(port, host);
    await once(server, "listening");
  }

  await listen(0);
  const { port } = server!.address() as AddressInfo;
  return {
    host,
    port,
    async pull() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    putBack: () => listen(port),
  };
}
