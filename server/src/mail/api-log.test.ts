import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createHttpClient, type HttpClient } from "../net/http-client.ts";
import { withApiLog } from "./api-log.ts";
import { imapAccount } from "./imap/testing.ts";
import { MemoryAccountLog } from "./testing.ts";

let server: Server;
let client: HttpClient;
let baseUrl: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    request
      .resume()
      .on("end", () => response.writeHead(request.url === "/gone" ? 404 : 200).end('{"subject":"hello"}'));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = createHttpClient({ policy: "off", connectTimeoutMs: 5000, proxy: () => undefined });
});
afterAll(async () => {
  await client.close();
  server.close();
});

const call = {
  headers: { authorization: "Bearer geheim" },
  signal: AbortSignal.timeout(30_000),
  maxBytes: 10_000,
};
const loggedOn = (accountLog: MemoryAccountLog, base = baseUrl) =>
  withApiLog(client, imapAccount({ host: "", port: 1, user: "ada", password: "geheim" }), {
    accountLog,
    baseUrl: base,
  });

it("tells what was asked and how it was answered, and neither headers nor bodies", async () => {
  const log = new MemoryAccountLog("test");
  const http = loggedOn(log);
  await http.fetch(`${baseUrl}/messages?top=1`, { ...call, method: "POST", body: '{"text":"private"}' });
  const { body } = await http.open(`${baseUrl}/gone`, { ...call, method: "GET" });
  expect(await text(body)).toContain("hello");
  await http.open(`${baseUrl}/messages`, { ...call, method: "PUT", body: Readable.from(["private"]) });
  expect(log.conversation.map((line) => line.replace(/after \d+ ms/, "after 1 ms"))).toEqual([
    `C POST ${baseUrl}/messages?top=1, 18 bytes`,
    "S 200 after 1 ms, 19 bytes",
    `C GET ${baseUrl}/gone`,
    "S 404 after 1 ms",
    `C PUT ${baseUrl}/messages`,
    "S 200 after 1 ms",
  ]);
  expect(log.lines.map(({ purpose }) => purpose)).toEqual(Array.from({ length: 6 }, () => "api"));
  expect(log.lines[0]?.connection).toBe(log.lines[1]?.connection);
  expect(JSON.stringify(log.lines)).not.toMatch(/geheim|private|hello/);
});

it("hides where a provider lets something be put, and tells what went wrong", async () => {
  const log = new MemoryAccountLog("test");
  const http = loggedOn(log, "https://graph.example.com");
  await http.fetch(`${baseUrl}/upload?key=geheim`, { ...call, method: "PUT", body: "x" });
  await expect(http.fetch("http://127.0.0.1:1/upload?key=geheim", { ...call, method: "PUT" })).rejects.toThrow();
  expect(log.conversation[0]).toBe(`C PUT ${baseUrl}/(hidden), 1 bytes`);
  expect(log.conversation.at(-1)).toMatch(/^- /);
  expect(JSON.stringify(log.lines)).not.toContain("geheim");
});

it("is raw where that is asked for, and silent where nobody asks", async () => {
  const log = new MemoryAccountLog("test");
  log.isRaw = true;
  const silent = new MemoryAccountLog();
  for (const each of [log, silent])
    await loggedOn(each).fetch(`${baseUrl}/`, { ...call, method: "POST", body: '{"text":"private"}' });
  expect(log.conversation).toContain('C {"text":"private"}');
  expect(log.conversation).toContain('S {"subject":"hello"}');
  expect(log.conversation.join()).not.toContain("geheim");
  expect(silent.lines).toEqual([]);
});
