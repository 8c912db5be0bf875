import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { type ProxyOptions, startProxy } from "@posthorn/fakes/proxies";
import { afterEach, beforeEach, expect, it } from "vitest";
import { dialSocks } from "./socks.ts";

let server: Server;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  server = createServer((socket) => socket.end("hello"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => new Promise((done) => server.close(done)));
});
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function proxy(options: Partial<ProxyOptions> = {}) {
  const started = await startProxy({ speaks: "socks", ...options });
  closers.push(() => started.close());
  return started;
}

const portOf = (listening: Server) => (listening.address() as AddressInfo).port;

async function greetingThrough(url: string, host: string): Promise<string> {
  const socket = await dialSocks(url, { host, port: portOf(server) }, 5000);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

it.each([
  ["socks", "localhost", { version: "5", host: "localhost" }],
  ["socks5", "127.0.0.1", { version: "5", host: "127.0.0.1" }],
  ["socks4a", "localhost", { version: "4a", host: "localhost" }],
  // A proxy of the plain version 4 can't resolve names.
  ["socks4", "localhost", { version: "4", host: "127.0.0.1" }],
])("reaches a server by %s", async (scheme, host, asked) => {
  const { port, asked: seen } = await proxy({ route: () => ({ host: "127.0.0.1", port: portOf(server) }) });
  expect(await greetingThrough(`${scheme}://127.0.0.1:${port}`, host)).toBe("hello");
  expect(seen).toEqual([{ ...asked, port: portOf(server) }]);
});

it.each(["socks4", "socks5"])("logs in by %s with what the URL says", async (scheme) => {
  const { port } = await proxy({ login: { user: "ada@x", password: "s:1%" } });
  expect(await greetingThrough(`${scheme}://ada%40x:s%3A1%25@127.0.0.1:${port}`, "127.0.0.1")).toBe("hello");
  const refused = greetingThrough(`${scheme}://eve:secret@127.0.0.1:${port}`, "127.0.0.1");
  const error = await refused.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Error);
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("secret");
});

it.each(["refuse", "nonsense"] as const)("fails when the proxy answers with %s", async (instead) => {
  const { port } = await proxy({ instead });
  await expect(greetingThrough(`socks5://127.0.0.1:${port}`, "127.0.0.1")).rejects.toThrow();
});

it("gives up when the proxy says nothing", async () => {
  const { port } = await proxy({ instead: "hang" });
  await expect(dialSocks(`socks5://127.0.0.1:${port}`, { host: "127.0.0.1", port: 1 }, 50)).rejects.toThrow();
});

it("can't reach IPv6 addresses by version 4", async () => {
  await expect(dialSocks("socks4a://127.0.0.1:1", { host: "::1", port: 1 }, 50)).rejects.toThrow("IPv6");
});
