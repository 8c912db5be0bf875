import { once } from "node:events";
import { type AddressInfo, connect, createServer, isIPv6, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Certificate } from "./certificate.ts";

export interface ProxyOptions {
  /** SOCKS in its versions 4, 4a and 5 (RFC 1928, RFC 1929), or HTTP CONNECT (RFC 9110 section 9.3.6). */
  speaks: "socks" | "http";
  /** Only for HTTP: TLS on the way to the proxy. */
  tls?: Certificate;
  /** Who may use it; anybody without. SOCKS4 knows no passwords, so there only the user counts. */
  login?: { user: string; password: string };
  /** What it does instead of serving: say no, say nothing, or say what makes no sense. */
  instead?: "refuse" | "hang" | "nonsense";
  /** Where a connection really goes; by default where it was asked to. */
  route?: (destination: Destination) => Destination;
}

export interface Destination {
  host: string;
  port: number;
}

export interface ProxiedConnection extends Destination {
  /** The version of SOCKS; undefined for HTTP. */
  version: "4" | "4a" | "5" | undefined;
}

/** A proxy on this machine. */
export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** What it was asked to connect to, in order. */
  readonly asked: ProxiedConnection[];
  close(): Promise<void>;
}

export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const asked: ProxiedConnection[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  };
  const serve = (client: Socket) => {
    keep(client);
    if (options.instead === "hang") return void client.resume();
    if (options.instead === "nonsense") return void client.end("\x00\x00 this is no proxy\r\n\r\n");
    const talk = options.speaks === "http" ? talkHttp : talkSocks;
    talk(client, options, asked, keep).catch(() => client.destroy());
  };
  const server: Server = options.tls ? createTlsServer(options.tls, serve) : createServer(serve);
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    asked,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

type Talk = (
  client: Socket,
  options: ProxyOptions,
  asked: ProxiedConnection[],
  keep: (socket: Socket) => void,
) => Promise<void>;

const talkHttp: Talk = async (client, { login, route, instead }, asked, keep) => {
  let head = "";
  const take = reader(client);
  while (!head.endsWith("\r\n\r\n")) head += (await take(1)).toString("latin1");
  const [, host = "", port = ""] = /^CONNECT \[?([^\s\]]+)\]?:(\d+) /.exec(head) ?? [];
  const destination = { host, port: Number(port) };
  asked.push({ ...destination, version: undefined });
  const credentials = /^proxy-authorization: basic (\S+)/im.exec(head)?.[1] ?? "";
  if (login && Buffer.from(credentials, "base64").toString() !== `${login.user}:${login.password}`)
    return void client.end("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
  if (instead === "refuse") return void client.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  const server = await dial(route?.(destination) ?? destination, keep);
  if (server === null) return void client.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
  client.write("HTTP/1.1 200 Connection established\r\n\r\n");
  client.pipe(server).pipe(client);
};

const talkSocks: Talk = async (client, options, asked, keep) => {
  const take = reader(client);
  const [version] = await take(1);
  const request = version === 4 ? await askedBySocks4(take) : await askedBySocks5(client, take, options);
  if (request === null) return void client.end();
  const { destination, isAllowed, ...rest } = request;
  asked.push({ ...destination, version: rest.version });
  const no = () =>
    version === 4 ? client.end(Buffer.from([0, 91, 0, 0, 0, 0, 0, 0])) : client.end(socks5Reply(NOT_ALLOWED));
  const isWelcome = isAllowed || !options.login || rest.user === options.login.user;
  if (options.instead === "refuse" || !isWelcome) return void no();
  const server = await dial(options.route?.(destination) ?? destination, keep);
  if (server === null) return void no();
  client.write(version === 4 ? Buffer.from([0, 90, 0, 0, 0, 0, 0, 0]) : socks5Reply(0));
  client.pipe(server).pipe(client);
};

const NOT_ALLOWED = 2;
const socks5Reply = (code: number) => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);

type Take = (bytes: number) => Promise<Buffer>;

interface SocksRequest {
  destination: Destination;
  version: "4" | "4a" | "5";
  user: string;
  /** The login was checked already. */
  isAllowed: boolean;
}

async function askedBySocks4(take: Take): Promise<SocksRequest> {
  const [, portHigh = 0, portLow = 0, ...address] = await take(7);
  const port = portHigh * 256 + portLow;
  const user = await untilNul(take);
  // An address 0.0.0.x that can't be means that a name follows.
  const isName = address.slice(0, 3).every((byte) => byte === 0) && address[3] !== 0;
  const host = isName ? await untilNul(take) : address.join(".");
  return { destination: { host, port }, version: isName ? "4a" : "4", user, isAllowed: false };
}

async function askedBySocks5(client: Socket, take: Take, { login }: ProxyOptions): Promise<SocksRequest | null> {
  const [methods = 0] = await take(1);
  const offered = await take(methods);
  const method = login ? 2 : 0;
  if (!offered.includes(method)) {
    client.write(Buffer.from([5, 255]));
    return null;
  }
  client.write(Buffer.from([5, method]));
  if (login) {
    const [, length = 0] = await take(2);
    const user = (await take(length)).toString();
    const [passwordLength = 0] = await take(1);
    const password = (await take(passwordLength)).toString();
    const isRight = user === login.user && password === login.password;
    client.write(Buffer.from([1, isRight ? 0 : 1]));
    if (!isRight) return null;
  }
  const [, , , kind] = await take(4);
  const host = await socks5Host(take, kind);
  const port = (await take(2)).readUInt16BE();
  return { destination: { host, port }, version: "5", user: login?.user ?? "", isAllowed: true };
}

async function socks5Host(take: Take, kind: number | undefined): Promise<string> {
  if (kind === 1) return [...(await take(4))].join(".");
  if (kind === 4) return ((await take(16)).toString("hex").match(/.{4}/g) ?? []).join(":");
  const [length = 0] = await take(1);
  return (await take(length)).toString();
}

async function untilNul(take: Take): Promise<string> {
  let text = "";
  for (;;) {
    const [byte = 0] = await take(1);
    if (byte === 0) return text;
    text += String.fromCharCode(byte);
  }
}

/** Reads exactly so many bytes, and leaves what follows to whoever reads next. */
function reader(socket: Socket): Take {
  return async (bytes) => {
    for (;;) {
      const chunk = bytes === 0 ? Buffer.alloc(0) : (socket.read(bytes) as Buffer | null);
      if (chunk !== null) return chunk;
      if (socket.readableEnded || socket.destroyed) throw new Error("The client left");
      const waiting = new AbortController();
      const events = ["readable", "end", "close"].map((event) => once(socket, event, { signal: waiting.signal }));
      await Promise.race(events).finally(() => waiting.abort());
    }
  };
}

async function dial({ host, port }: Destination, keep: (socket: Socket) => void): Promise<Socket | null> {
  const server = connect({ host, port, ...(isIPv6(host) && { family: 6 }) });
  keep(server);
  return new Promise((resolve) => {
    server.once("connect", () => resolve(server));
    server.once("error", () => resolve(null));
  });
}
