import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { ALL_CONTRACTS } from "@posthorn/contracts/all";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, newAccountId, type TestGateway } from "../services/testing.ts";
import { TEST_ENGINES } from "../storage/testing.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await createTestGateway("sqlite", {
    env: {
      POSTHORN_CORS_ORIGIN: "https://app.example.com",
      POSTHORN_MAX_PAYLOAD_TIMEOUT: "500ms",
      POSTHORN_MAX_BODY_SIZE: "2M",
    },
  });
});
afterAll(() => gateway.close());

/** Writes bytes to the port as they are, and reads what comes back until the other side ends. */
async function raw(bytes: string, keepOpen = false): Promise<string> {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect({ host: hostname, port: Number(port) });
  if (keepOpen) socket.write(bytes);
  else socket.end(bytes);
  return text(socket);
}

/** The names in a header that lists some. */
const listOf = (header: unknown) => String(header).toLowerCase().split(/, */);

describe("the HTTP door", () => {
  it("serves every path of the contracts by its own method only", async () => {
    const methods = new Map<string, Set<string>>();
    for (const { method, path } of ALL_CONTRACTS) methods.set(path, (methods.get(path) ?? new Set()).add(method));
    for (const [path, known] of methods) {
      for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH"] as const) {
        const isServed = gateway.app.hasRoute({ method, url: path });
        expect({ method, path, isServed }).toEqual({ method, path, isServed: known.has(method) });
      }
    }
  });

  it("answers 404 as JSON for anything else", async () => {
    for (const [method, url] of [
      ["GET", "/v1/nothing"],
      ["PATCH", "/v1/account"],
      ["GET", "/nothing"],
    ] as const) {
      const { status, body } = await gateway.call(method, url);
      expect({ status, body }).toEqual({
        status: 404,
        body: { statusCode: 404, error: "Not Found", message: "Not Found", code: "NotFound" },
      });
    }
  });

  it("answers 400 to paths that can't be decoded", async () => {
    for (const url of ["/v1/account/%ff", "/v1/account/%zz", "/v1/account/%"]) {
      const { status, body } = await gateway.call("GET", url);
      expect({ url, status, body }).toEqual({
        url,
        status: 400,
        body: { statusCode: 400, error: "Bad Request", message: "Invalid URL", code: "InvalidURL" },
      });
    }
  });

  it("ignores a trailing slash", async () => {
    expect((await gateway.call("GET", "/v1/stats/")).status).toBe(200);
    expect((await gateway.call("GET", "/health/?")).status).toBe(200);
  });

  it("goes by the caller's id of a request where that is fit for a log, and by one of its own otherwise", async () => {
    const idOf = async (given?: string) => {
      const headers: Record<string, string> = given === undefined ? {} : { "x-request-id": given };
      return (await gateway.call("GET", "/v1/nothing", undefined, { headers })).headers["x-request-id"];
    };
    const own = /^[0-9a-f-]{36}$/;
    expect(await idOf("trace:7f3a.9-c_1")).toBe("trace:7f3a.9-c_1");
    expect(gateway.logs).toContainEqual(
      expect.objectContaining({ msg: "An API call failed", reqId: "trace:7f3a.9-c_1", level: 40 }),
    );
    expect(await idOf()).toMatch(own);
    for (const unfit of ["x".repeat(129), 'a"b', "a b", "ä", ""]) expect(await idOf(unfit)).toMatch(own);
  });

  it("answers HEAD like GET, without a body", async () => {
    const { status, bytes } = await gateway.call("HEAD", "/v1/stats");
    expect(status).toBe(200);
    expect(bytes).toHaveLength(0);
    expect((await gateway.call("HEAD", "/v1/stats", undefined, { token: null })).status).toBe(401);
  });

  it("reads nothing but JSON", async () => {
    const form = await gateway.app.inject({
      method: "POST",
      url: "/v1/account",
      headers: { authorization: `Bearer ${gateway.token}`, "content-type": "application/x-www-form-urlencoded" },
      payload: "name=a",
    });
    expect(form.statusCode).toBe(415);
    expect(form.json()).toEqual({
      statusCode: 415,
      error: "Unsupported Media Type",
      message: "Unsupported Media Type",
      code: "UnsupportedMediaType",
    });
    for (const payload of ['{"name"', '{"__proto__":{"a":1},"name":"x"}', "\u0000"]) {
      const broken = await gateway.app.inject({
        method: "POST",
        url: "/v1/account",
        headers: { authorization: `Bearer ${gateway.token}`, "content-type": "application/json" },
        payload,
      });
      expect(broken.statusCode).toBe(400);
      expect(broken.json()).toEqual({
        statusCode: 400,
        error: "Bad Request",
        message: "Invalid request payload JSON format",
        code: "InvalidPayload",
      });
    }
  });

  it("refuses a body that is nested without end, where anything may stand too", async () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
    const create = (tls: string) =>
      gateway.app.inject({
        method: "POST",
        url: "/v1/account",
        headers: { authorization: `Bearer ${gateway.token}`, "content-type": "application/json" },
        payload: `{"account":null,"name":"x","smtp":{"host":"smtp.example.com","port":25,"tls":${tls}}}`,
      });
    for (const tls of [nested(100), nested(100_000), `${"[".repeat(400_000)}${"]".repeat(400_000)}`])
      expect((await create(tls)).json()).toMatchObject({ statusCode: 400, code: "InvalidPayload" });
    expect((await create(nested(20))).statusCode).toBe(200);
  });

  it("takes an empty body for none", async () => {
    const { statusCode } = await gateway.app.inject({
      method: "DELETE",
      url: "/v1/license",
      headers: { authorization: `Bearer ${gateway.token}`, "content-type": "application/json" },
      payload: "",
    });
    expect(statusCode).toBe(200);
  });

  it("refuses bodies over the limit of the route, before anything is parsed", async () => {
    const big = "x".repeat(1024 * 1024);
    const ordinary = await gateway.call("POST", "/v1/account", { account: "big", name: big });
    expect(ordinary.body).toEqual({
      statusCode: 413,
      error: "Request Entity Too Large",
      message: "Payload content length greater than maximum allowed: 1048576",
      code: "PayloadTooLarge",
    });
    const account = await gateway.addAccount();
    const mail = { to: { address: "bob@example.com" }, text: big, dryRun: true };
    expect((await gateway.call("POST", `/v1/account/${account}/submit`, mail)).status).toBe(200);
    const bigger = await gateway.call("POST", `/v1/account/${account}/submit`, { ...mail, html: big });
    expect(bigger.status).toBe(413);
    const stranger = await gateway.call("POST", "/v1/account", { name: big }, { token: null });
    expect(stranger.status).toBe(401);
  });

  it("gives up on a body that is too slow", async () => {
    const answer = await raw(
      `POST /v1/account HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.token}\r\n` +
        "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
      true,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Time-out\r\n/);
    expect(answer).toContain('{"statusCode":408,"error":"Request Time-out","message":"Request Time-out"}');
  });

  it("answers in JSON to what is no HTTP", async () => {
    const answer = await raw("nonsense\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('"statusCode":400');
    const overflow = await raw(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${"x".repeat(70_000)}\r\n\r\n`);
    expect(overflow).toMatch(/^HTTP\/1\.1 431 /);
  });

  it("lets pages of listed origins call it, errors included", async () => {
    const origin = "https://app.example.com";
    const preflight = await gateway.app.inject({
      method: "OPTIONS",
      url: "/v1/accounts",
      headers: { origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization" },
    });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      "access-control-max-age": "60",
      "access-control-allow-headers": expect.stringContaining("Authorization") as string,
    });
    expect(listOf(preflight.headers["access-control-allow-headers"])).toEqual(
      expect.arrayContaining(["idempotency-key", "x-ee-timeout", "x-ee-locale", "x-request-id", "if-none-match"]),
    );
    expect(listOf(preflight.headers["access-control-allow-headers"])).toEqual(
      expect.arrayContaining(["mcp-protocol-version", "mcp-method", "mcp-name", "mcp-session-id"]),
    );
    const refused = await gateway.call("GET", "/v1/accounts", undefined, { token: null, headers: { origin } });
    expect(refused.status).toBe(401);
    expect(refused.headers).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-expose-headers": expect.stringContaining("WWW-Authenticate") as string,
    });
    expect(listOf(refused.headers["access-control-expose-headers"])).toEqual(
      expect.arrayContaining(["x-request-id", "retry-after", "x-ratelimit-remaining", "mcp-session-id"]),
    );
    const stranger = await gateway.call("GET", "/health", undefined, { headers: { origin: "https://evil.example" } });
    expect(stranger.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("tells the committed OpenAPI document, with its own version and address", async () => {
    const file = JSON.parse(
      readFileSync(new URL("../../../contracts/openapi.json", import.meta.url), "utf8"),
    ) as Record<string, unknown>;
    const { status, body } = await gateway.call("GET", "/swagger.json", undefined, {
      token: null,
      headers: { host: "inside:3000", "x-forwarded-proto": "https", "x-forwarded-host": "mail.example.com" },
    });
    expect(status).toBe(200);
    expect(body["servers"]).toEqual([{ url: "https://mail.example.com" }]);
    const info = { ...(file["info"] as object), version: gateway.ctx.about.version };
    expect({ ...body, servers: file["servers"] }).toEqual({ ...file, info });
    const plain = await gateway.call("GET", "/swagger.json", undefined, { headers: { host: "inside:3000" } });
    expect(plain.body["servers"]).toEqual([{ url: "http://inside:3000" }]);
  });
});

describe("without listed origins", () => {
  it("no page is let in, and OPTIONS is unknown", async () => {
    const closed = await createTestGateway("sqlite", { start: false });
    const { status, headers } = await closed.call("OPTIONS", "/v1/accounts", undefined, {
      headers: { origin: "https://app.example.com", "access-control-request-method": "GET" },
    });
    expect(status).toBe(404);
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    await closed.close();
  });
});

describe.each(TEST_ENGINES)("paths on %s", (engine) => {
  let own: TestGateway;
  beforeAll(async () => {
    own = await createTestGateway(engine, { start: false });
  });
  afterAll(() => own.close());

  it.each(["a@b.test", "a/b", "a#b", "100%", "a%2Fb", "ü ñ", "?x=1", "a+b", ".", "..", "a;b"])(
    "take the account id %j",
    async (id) => {
      const account = `${newAccountId()}${id}`;
      await own.addAccount({ account });
      const { status, body } = await own.call("GET", `/v1/account/${encodeURIComponent(account)}`);
      expect({ status, account: body["account"] }).toEqual({ status: 200, account });
    },
  );

  it("trim the account id", async () => {
    const account = await own.addAccount();
    expect((await own.call("GET", `/v1/account/%20${account}%20`)).body["account"]).toBe(account);
    expect((await own.call("GET", "/v1/account/%20")).status).toBe(400);
    expect((await own.call("GET", `/v1/account/${"x".repeat(257)}`)).status).toBe(400);
  });

  it("store no half of a surrogate pair, which no database gives back", async () => {
    const id = newAccountId();
    const { status, body } = await own.call("POST", "/v1/account", { account: `${id}\ud83d`, name: "x\udcee" });
    expect({ status, account: body["account"] }).toEqual({ status: 200, account: `${id}\ufffd` });
    const { body: found } = await own.call("GET", `/v1/accounts?query=${id}`);
    expect(found["accounts"]).toMatchObject([{ account: `${id}\ufffd`, name: "x\ufffd" }]);
  });

  it("refuse a NUL, which no database takes, wherever it stands", async () => {
    for (const [method, url, body] of [
      ["GET", "/v1/account/a%00b", undefined],
      ["GET", "/v1/accounts?query=a%00b", undefined],
      ["POST", "/v1/account", { account: "a\u0000b", name: "x" }],
      ["POST", "/v1/account", { account: newAccountId(), name: "x\u0000" }],
    ] as const) {
      const answer = await own.call(method, url, body);
      expect(answer.body).toMatchObject({ statusCode: 400, message: "Invalid input" });
      expect(answer.body["fields"]).toHaveLength(1);
    }
    // The text "\u0000" is none.
    expect((await own.call("POST", "/v1/account", { account: newAccountId(), name: "\\u0000" })).status).toBe(200);
  });
});
