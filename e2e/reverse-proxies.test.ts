import { request } from "node:https";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENGINES, install, type Installation } from "./installation.ts";
import { PROXY_HOST, type ReverseProxy, startCaddy, startNginx } from "./reverse-proxy.ts";

/** An address of this machine that is no proxy's: where the callers of these tests come from. */
const CALLER = "127.0.0.2";
const MB = 1024 * 1024;

interface Asked {
  headers?: Record<string, string>;
  localAddress?: string;
}

let posthorn: Installation;
beforeAll(async () => {
  posthorn = await install(ENGINES[0] ?? "sqlite", {
    POSTHORN_API_PROXY_ADDRESSES: "127.0.0.1",
    POSTHORN_MAX_SIZE: "40M",
  });
  await posthorn.call("PUT", "/v1/settings/queue/submit", { paused: true });
});
afterAll(() => posthorn.remove());

describe.each([
  ["nginx", startNginx],
  ["Caddy", startCaddy],
])("behind %s", (name, start) => {
  let proxy: ReverseProxy;
  beforeAll(async () => {
    proxy = await start(new URL(posthorn.url).host);
  });
  afterAll(() => proxy.stop());

  function open(method: string, path: string, more: Asked = {}, body?: string | Buffer) {
    return new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(
        {
          method,
          path,
          host: "127.0.0.1",
          port: proxy.port,
          servername: PROXY_HOST,
          ca: proxy.ca,
          localAddress: CALLER,
          ...more,
          headers: {
            host: PROXY_HOST,
            authorization: `Bearer ${posthorn.token}`,
            ...(body !== undefined && { "content-type": "application/json", "content-length": body.length }),
            ...more.headers,
          },
        },
        resolve,
      );
      sent.once("error", reject);
      sent.end(body);
    });
  }
  async function call(method: string, path: string, body?: object | string, more: Asked = {}) {
    const payload =
      body === undefined ? undefined : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
    const answer = await open(method, path, more, payload);
    const told = await text(answer);
    return {
      status: answer.statusCode,
      body: told.startsWith("{") ? (JSON.parse(told) as Record<string, unknown>) : {},
    };
  }

  it("is reached as if nothing stood between, and knows where and by whom", async () => {
    expect(await call("GET", "/health")).toMatchObject({ status: 200, body: { success: true } });
    const forged = { headers: { "x-forwarded-for": "203.0.113.9" } };
    expect((await call("GET", "/v1/stats", undefined, forged)).status).toBe(200);
    const only = {
      description: "here",
      scopes: ["api"],
      permissions: { groups: ["diagnostics"] },
      restrictions: { addresses: [CALLER] },
    };
    const { body: token } = await call("POST", "/v1/tokens", only);
    expect(token).toMatchObject({ token: expect.any(String) as string });
    const asToken = (from: Asked) =>
      call("GET", "/v1/stats", undefined, {
        ...from,
        headers: { ...from.headers, authorization: `Bearer ${String(token["token"])}` },
      });
    expect((await asToken({})).status).toBe(200);
    expect((await asToken(forged)).status).toBe(200);
    expect((await asToken({ localAddress: "127.0.0.3", headers: { "x-forwarded-for": CALLER } })).status).toBe(403);
    const { body: openapi } = await call("GET", "/swagger.json");
    expect(openapi["servers"]).toEqual([expect.objectContaining({ url: `https://${PROXY_HOST}` })]);
    expect((await call("GET", "/metrics")).status).toBe(403);
  });

  it("takes large messages, and what is too large is refused", async () => {
    const account = `ada-${name}`;
    const smtp = { host: "127.0.0.1", port: 1, auth: { user: "ada", pass: "secret" } };
    await call("POST", "/v1/account", { account, name: "Ada", email: "ada@example.com", smtp });
    const content = Buffer.alloc(25 * MB, "x").toString("base64");
    const message = { to: { address: "bob@example.com" }, text: "Hello", attachments: [{ filename: "x", content }] };
    expect(await call("POST", `/v1/account/${account}/submit`, message)).toMatchObject({
      status: 200,
      body: { queueId: expect.any(String) as string },
    });
    const tooLarge = await call("POST", `/v1/account/${account}/submit`, `{"text":"${"x".repeat(51 * MB)}"}`).catch(
      () => null,
    );
    // Who is refused in the middle of sending may see the connection end before the answer; a proxy calls that 502.
    expect([413, 502, undefined]).toContain(tooLarge?.status);
  });

  it("streams events at once, and without end", async () => {
    const stream = await open("GET", "/v1/changes");
    expect([stream.statusCode, stream.headers["content-type"]]).toEqual([
      200,
      expect.stringContaining("text/event-stream"),
    ]);
    expect(stream.headers["content-encoding"]).toBeUndefined();
    let told = "";
    const untilItSays = (what: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => told.includes(what) && resolve();
        stream.on("data", (chunk: Buffer) => {
          told += chunk.toString();
          look();
        });
        stream.once("end", () => reject(new Error(`The stream ended: ${told}`)));
        look();
      });
    await untilItSays(": Posthorn v");
    await call("POST", "/v1/account", {
      account: `new-${name}`,
      name: "New",
      imap: { host: "127.0.0.1", port: 1, auth: { user: "x", pass: "x" } },
    });
    await untilItSays(`"account":"new-${name}"`);
    stream.destroy();
  });
});
