import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createServer as createTlsServer, type Server as TlsServer, type TlsOptions, type TLSSocket } from "node:tls";
import type { Log } from "../core/log.ts";
import { networkOf } from "../core/network-of.ts";
import { hangUp } from "./hang-up.ts";
import { type ClientAddress, readProxyHeader } from "./proxy-header.ts";

/** A client that got through: its place is taken, its PROXY header read, its TLS shaken hands on. */
export interface ClientConnection {
  readonly socket: Socket;
  /** By the PROXY header, where there is one; null when the client is gone again. */
  readonly remoteAddress: string | null;
  readonly remotePort: number;
  /** Whether TLS ends here. */
  readonly isSecure: boolean;
  /** Whether a PROXY header came first, so that somebody in between may have ended TLS. */
  readonly isProxied: boolean;
}

export interface ListenerOptions {
  host: string;
  port: number;
  /** TLS from the first byte; null without. */
  tls: TlsOptions | null;
  /** Whether a connection that comes now begins with a PROXY header. */
  expectsProxyHeader(): boolean;
  /** Connections at once, those included that are not through yet. */
  maxConnections: number;
  /** At once from one address; an IPv6 network counts as one. */
  maxConnectionsPerAddress: number;
  /** The last line for a client that is one too many, where it can be told. */
  fullReply: string;
  serve(client: ClientConnection): void;
  log: Log;
}

/** A port that clients connect to. */
export interface Listener {
  /** Where it listens, also when the port was left to the operating system. */
  readonly address: AddressInfo;
  /** Accepts nobody any more; the port is free at once. Those who are here may stay. */
  stop(): void;
  /** Resolves when the last client has left; those who are still here after `graceMs` are cut off. Stops first. */
  drain(graceMs: number): Promise<void>;
}

const PROXY_HEADER_TIMEOUT_MS = 10_000;
const HANDSHAKE_TIMEOUT_MS = 30_000;

/** Listens. Rejects with the error of the operating system, or that of a certificate that can't be used. */
export async function openListener(options: ListenerOptions): Promise<Listener> {
  const { host, port, log } = options;
  const sockets = new Set<Socket>();
  const byNetwork = new Map<string, number>();
  const shakeHands = options.tls === null ? null : handshakes(options.tls);

  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket) => {
    // Who hangs up in the middle of something is not worth a word.
    socket.on("error", () => {});
    if (sockets.size >= options.maxConnections) return refuse(socket, "There are as many connections as there may be");
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    letIn(socket).catch((error: unknown) => {
      log.debug({ remoteAddress: socket.remoteAddress, err: error }, "A connection of a client came to nothing");
      socket.destroy();
    });
  });

  async function letIn(raw: Socket): Promise<void> {
    const isProxied = options.expectsProxyHeader();
    const client: ClientAddress = isProxied
      ? await readProxyHeader(raw, PROXY_HEADER_TIMEOUT_MS)
      : { address: raw.remoteAddress ?? null, port: raw.remotePort ?? 0 };
    if (!takePlace(raw, networkOf(client.address)))
      return refuse(raw, "Its address has as many connections as it may have");
    const socket = shakeHands === null ? raw : await shakeHands(raw);
    if (socket.destroyed) return;
    options.serve({
      socket,
      remoteAddress: client.address,
      remotePort: client.port,
      isSecure: shakeHands !== null,
      isProxied,
    });
  }

  function takePlace(socket: Socket, network: string): boolean {
    const taken = byNetwork.get(network) ?? 0;
    if (taken >= options.maxConnectionsPerAddress) return false;
    byNetwork.set(network, taken + 1);
    socket.once("close", () => {
      const left = (byNetwork.get(network) ?? 1) - 1;
      if (left === 0) byNetwork.delete(network);
      else byNetwork.set(network, left);
    });
    return true;
  }

  function refuse(socket: Socket, reason: string): void {
    log.warn({ remoteAddress: socket.remoteAddress, port }, `A connection was refused. ${reason}`);
    if (shakeHands !== null) return void socket.destroy();
    hangUp(socket, options.fullReply, 1000);
  }

  server.listen({ host, port });
  await once(server, "listening");
  // Such as no descriptor being left for one more connection.
  server.on("error", (error) => log.warn({ err: error, port }, "A listener has troubles"));

  return {
    address: server.address() as AddressInfo,
    stop: () => void server.close(),
    async drain(graceMs) {
      if (server.listening) server.close();
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await Promise.all([...sockets].map((socket) => new Promise((left) => socket.once("close", left))));
      clearTimeout(cut);
    },
  };
}

/** Makes TLS of a connection, as a server of its own would that never listens. */
function handshakes(tls: TlsOptions): (socket: Socket) => Promise<TLSSocket> {
  const server: TlsServer = createTlsServer({ ...tls, handshakeTimeout: HANDSHAKE_TIMEOUT_MS });
  const waiting = new Map<string, (socket: TLSSocket) => void>();
  const nameOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;
  server.on("secureConnection", (socket) => {
    socket.on("error", () => {});
    waiting.get(nameOf(socket))?.(socket);
  });
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  return (socket) =>
    new Promise((resolve, reject) => {
      const name = nameOf(socket);
      const ended = () => {
        waiting.delete(name);
        reject(new Error("The connection ended before TLS was agreed on"));
      };
      waiting.set(name, (secure) => {
        waiting.delete(name);
        socket.off("close", ended);
        resolve(secure);
      });
      socket.once("close", ended);
      server.emit("connection", socket);
    });
}
