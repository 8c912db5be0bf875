/** Holds TLS sockets to a mail server, each after its greeting, and nothing else. */
import { connect, type TLSSocket } from "node:tls";
import { servePeer } from "../peer.ts";

export interface OpenSockets {
  port: number;
  /** How many there shall be in all. */
  count: number;
}

const sockets: TLSSocket[] = [];
servePeer<OpenSockets, object>({}, async ({ port, count }) => {
  while (sockets.length < count)
    await new Promise<void>((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
      socket.once("data", () => resolve());
      socket.once("error", reject);
      socket.on("data", () => undefined);
      sockets.push(socket);
    });
  return {};
});
