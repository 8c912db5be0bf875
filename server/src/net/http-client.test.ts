import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Server } from "node:net";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EgressPolicy } from "./egress.ts";
import { createHttpClient, type HttpClient } from "./http-client.ts";

const open: { close(): Promise<unknown> }[] = [];
let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await startWebhookReceiver();
  open.push(receiver);
});
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

function client(policy: EgressPolicy = "link-local", proxy?: string): HttpClient {
  const made = createHttpClient({ policy, connectTimeoutMs: 2000, proxy: () => proxy });
  open.push(made);
  return made;
}

const post = (http: HttpClient, url: string, signal: AbortSignal = AbortSignal.timeout(10_000)) =>
  http.post(url, { headers: { "content-type": "application/json", "x-a": "1" }, body: '{"a":"ü"}', signal });

/** A server of the test's own. */
async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createHttpServer(handle);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  open.push(closing(server));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const closing = (server: Server & { closeAllConnections?(): void }) => ({
  close: () =>
    new Promise((done) => {
      server.close(done);
      server.closeAllConnections?.();
    }),
});

describe("post", () => {
  it("sends headers and body, and tells the answer", async () => {
    receiver.script({ status: 202, headers: { "Retry-After": "5" }, body: "thanks\0" });
    expect(await post(client(), `${receiver.url}/hook?x=1`)).toMatchObject({
      statusCode: 202,
      headers: { "retry-after": "5" },
      bodyStart: "thanks\ufffd",
    });
    expect(receiver.received[0]).toMatchObject({ method: "POST", url: "/hook?x=1", json: { a: "ü" } });
    expect(receiver.received[0]?.headers).toMatchObject({ "x-a": "1", "content-length": "10" });
  });

  it("follows redirects where everything may be reached, and tells others nothing of the login", async () => {
    const other = await startWebhookReceiver();
    open.push(other);
    receiver.script({ status: 307, headers: { location: `${other.url}/elsewhere` } });
    const headers = { "x-a": "1", authorization: "Basic eA==" };
    const signal = AbortSignal.timeout(10_000);
    const answer = await client("off").post(receiver.url, { headers, body: '{"a":1}', signal });
    expect(answer.statusCode).toBe(200);
    expect(other.received).toMatchObject([{ method: "POST", url: "/elsewhere", json: { a: 1 } }]);
    expect(other.received[0]?.headers).toMatchObject({ "x-a": "1" });
    expect(other.received[0]?.headers).not.toHaveProperty("authorization");
    other.script({ status: 302, headers: { location: other.url } });
    await expect(post(client("off"), receiver.url)).rejects.toThrow("Redirect loop");
  });

  it("follows no redirect elsewhere", async () => {
    receiver.script({ status: 302, headers: { location: `${receiver.url}/elsewhere` } });
    expect((await post(client(), receiver.url)).statusCode).toBe(302);
    expect(receiver.received).toHaveLength(1);
  });

  it("keeps only the start of a long answer, and the connection of a short one", async () => {
    const connections = new Set<unknown>();
    const { url } = await serve((request, response) => {
      connections.add(request.socket);
      request.resume();
      request.on("end", () => response.end("x".repeat(50_000)));
    });
    const http = client();
    expect((await post(http, url)).bodyStart).toBe("x".repeat(1024));
    for (let i = 0; i < 9; i++) await post(http, url);
    expect(connections.size).toBeLessThan(5);
  });

  it("stops reading an answer that does not end", async () => {
    let sent = 0;
    const { url } = await serve((request, response) => {
      request.resume();
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(16_384))) sent += 16_384;
      };
      response.on("drain", more);
      more();
    });
    expect((await post(client(), url)).bodyStart).toHaveLength(1024);
    expect(sent).toBeLessThan(8 * 1024 * 1024);
  });

  it("gives up when its signal aborts: while connecting, waiting and reading", async () => {
    receiver.script({ fault: "hang" });
    await expect(post(client(), receiver.url, AbortSignal.timeout(100))).rejects.toThrow(/abort|timeout/i);
    const { url } = await serve((request, response) => {
      request.resume();
      response.write("some of it");
    });
    await expect(post(client(), url, AbortSignal.timeout(100))).rejects.toThrow(/abort|timeout/i);
    await expect(post(client(), receiver.url, AbortSignal.abort())).rejects.toThrow(/abort/i);
  });

  it("passes on why a connection failed", async () => {
    await receiver.close();
    open.splice(open.indexOf(receiver), 1);
    await expect(post(client(), receiver.url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await expect(post(client(), "http://nowhere.invalid/")).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as string,
    });
  });
});

describe("fetch", () => {
  const get = (url: string, maxBytes = 100) =>
    client().fetch(url, { method: "GET", headers: { "x-a": "1" }, signal: AbortSignal.timeout(10_000), maxBytes });

  it("reads the answer whole, and follows no redirect", async () => {
    receiver.script({ status: 301, headers: { location: `${receiver.url}/elsewhere` }, body: "gone" });
    const answer = await get(`${receiver.url}/here`);
    expect(answer).toMatchObject({ statusCode: 301, headers: { location: `${receiver.url}/elsewhere` } });
    expect(answer.body.toString()).toBe("gone");
    expect(receiver.received).toMatchObject([{ method: "GET", url: "/here", headers: { "x-a": "1" } }]);
  });

  it("stops reading an answer that is too long", async () => {
    receiver.script({ body: "x".repeat(101) });
    await expect(get(receiver.url)).rejects.toMatchObject({ code: "EANSWERTOOLARGE" });
    expect((await get(receiver.url, 101)).body).toHaveLength(101);
  });

  it("obeys the policy for addresses", async () => {
    const call = { method: "GET", headers: {}, signal: AbortSignal.timeout(10_000), maxBytes: 1 } as const;
    await expect(client("private").fetch(receiver.url, call)).rejects.toMatchObject({ code: "EEGRESSBLOCKED" });
  });
});

describe("an address that is out of bounds", () => {
  const port = () => new URL(receiver.url).port;

  it.each(["127.0.0.1", "[::1]", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:127.0.0.1]", "[::127.0.0.1]"])(
    "is refused as %s",
    async (host) => {
      const call = post(client("private"), `http://${host}:${port()}/`);
      await expect(call).rejects.toMatchObject({ code: "EEGRESSBLOCKED" });
      expect(receiver.received).toEqual([]);
    },
  );

  it.each(["169.254.169.254", "2852039166", "[fd00:ec2::254]", "[::ffff:169.254.169.254]"])(
    "is refused as %s by the default policy",
    async (host) => {
      await expect(post(client(), `http://${host}/`)).rejects.toMatchObject({ code: "EEGRESSBLOCKED" });
    },
  );

  it("is refused when a name leads to it", async () => {
    await expect(post(client("private"), `http://localhost:${port()}/`)).rejects.toMatchObject({
      code: "EEGRESSBLOCKED",
    });
    expect(receiver.received).toEqual([]);
  });

  it("is refused before a proxy is asked, too", async () => {
    const proxy = await serve((_request, response) => response.writeHead(500).end());
    for (const host of ["127.0.0.1", "localhost"]) {
      const call = post(client("private", proxy.url), `http://${host}:${port()}/`);
      await expect(call).rejects.toMatchObject({ code: "EEGRESSBLOCKED" });
    }
  });

  it("is free when nothing is out of bounds", async () => {
    expect((await post(client("off"), receiver.url)).statusCode).toBe(200);
  });
});

describe("an HTTP proxy", () => {
  it("is asked for the connection, with its credentials", async () => {
    const asked: { url: string | undefined; auth: string | undefined }[] = [];
    const { server, url } = await serve((_request, response) => response.writeHead(500).end());
    server.on("connect", (request: IncomingMessage, socket: import("node:stream").Duplex) => {
      asked.push({ url: request.url, auth: request.headers["proxy-authorization"] });
      const target = new URL(`http://${request.url}`);
      const onward = connect({ host: target.hostname, port: Number(target.port) }, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        onward.pipe(socket).pipe(onward);
      });
      onward.on("error", () => socket.destroy());
      socket.on("error", () => onward.destroy());
    });
    const proxy = url.replace("http://", "http://ada:s%20cret@");
    expect((await post(client("link-local", proxy), receiver.url)).statusCode).toBe(200);
    expect(asked).toEqual([
      { url: new URL(receiver.url).host, auth: `Basic ${Buffer.from("ada:s cret").toString("base64")}` },
    ]);
  });

  it("that can't be reached fails the call", async () => {
    const { server, url } = await serve(() => {});
    await new Promise((done) => server.close(done));
    await expect(post(client("link-local", url), receiver.url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(receiver.received).toEqual([]);
  });
});
