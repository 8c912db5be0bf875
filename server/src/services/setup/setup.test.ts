import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { cookieIn, makeExpiredLink, PASSWORD, userOf } from "../sessions/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";
import { setPassword } from "./set-password.ts";

describe.each(TEST_ENGINES)("the first user on %s", (engine) => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await createTestGateway(engine, { start: false, env: { POSTHORN_API_PROXY_ADDRESSES: "127.0.0.1" } });
  });
  afterEach(() => gateway.close());

  const linkOf = (url: string | null) => String(url).split("#")[1] ?? "";
  const setUp = (link: string, more: object = {}, headers: Record<string, string> = {}) =>
    gateway.call("POST", "/v1/setup", { link, name: "Ada", password: PASSWORD, ...more }, { token: null, headers });
  const isNeeded = async () => (await gateway.call("GET", "/v1/setup", undefined, { token: null })).body["needed"];

  it("is made with the link, owns everything, and is signed in", async () => {
    expect(await isNeeded()).toBe(true);
    const url = await gateway.setupUrl();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/admin\/setup#[0-9a-f]{64}$/);
    const answer = await setUp(linkOf(url).toUpperCase());
    expect(answer.body).toEqual({
      user: { id: expect.any(String) as string, name: "Ada", role: "owner" },
      csrfToken: expect.stringMatching(/^[\w-]{43}$/) as string,
      created: expect.any(String) as string,
      expires: expect.any(String) as string,
      method: "password",
      secondFactorNeeded: false,
    });
    expect(cookieIn(answer).attributes).toEqual(["Path=/", "HttpOnly", "SameSite=Lax"]);
    expect((await userOf(gateway, answer).call("GET", "/v1/session")).body).toMatchObject({ user: { name: "Ada" } });
    expect(await isNeeded()).toBe(false);
    expect(await gateway.setupUrl()).toBeNull();
  });

  it("is made once, whoever tries at the same time", async () => {
    const link = linkOf(await gateway.setupUrl());
    const answers = await Promise.all(["Ada", "Bob", "Eve"].map((name) => setUp(link, { name })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      expect.any(Number),
      expect.any(Number),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await gateway.storage.sql.selectFrom("users").selectAll().execute()).toHaveLength(1);
    expect((await setUp(link)).body).toMatchObject({ statusCode: 409, code: "AlreadySetUp" });
  });

  it("needs a link that is known, and not a day old, and the last one made", async () => {
    const invalid = { statusCode: 403, code: "SetupLinkInvalid" };
    expect((await setUp("0".repeat(64))).body).toMatchObject(invalid);
    const earlier = linkOf(await gateway.setupUrl());
    expect((await setUp(await makeExpiredLink(gateway))).body).toMatchObject(invalid);
    const link = linkOf(await gateway.setupUrl());
    expect((await setUp(earlier)).body).toMatchObject(invalid);
    for (const [body, path] of [
      [{ link: "x" }, "body.link"],
      [{ password: "1234567" }, "body.password"],
      [{ password: "x".repeat(257) }, "body.password"],
      [{ name: " " }, "body.name"],
    ] as const) {
      const answer = await setUp(link, body);
      expect(answer.body).toMatchObject({ statusCode: 400, fields: [{ path }] });
    }
    expect((await setUp(link)).status).toBe(200);
  });

  it("is not waited for without end: attempts are limited", async () => {
    for (let i = 0; i < 30; i++) expect((await setUp("0".repeat(64))).status).toBe(403);
    const refused = await setUp("0".repeat(64));
    expect(refused.body).toMatchObject({ statusCode: 429, code: "TooManyAttempts", ttl: expect.any(Number) as number });
    expect(refused.headers["retry-after"]).toBe(String(refused.body["ttl"]));
  });

  it("can be made by command, which voids the link", async () => {
    const link = linkOf(await gateway.setupUrl());
    await setPassword(gateway.storage, { name: "admin", password: PASSWORD, now: Date.now() });
    expect((await setUp(link)).body).toMatchObject({ code: "AlreadySetUp" });
    expect(await gateway.storage.sql.selectFrom("setupLinks").selectAll().execute()).toEqual([]);
  });

  it("is awaited on this machine only", async () => {
    const elsewhere = { "x-forwarded-for": "198.51.100.7" };
    const link = linkOf(await gateway.setupUrl());
    const needed = { statusCode: 403, code: "SetupNeeded" };
    expect((await setUp(link, {}, elsewhere)).body).toMatchObject(needed);
    for (const [method, url] of [
      ["GET", "/v1/setup"],
      ["GET", "/v1/session"],
      ["POST", "/v1/session"],
    ] as const)
      expect((await gateway.call(method, url, undefined, { token: null, headers: elsewhere })).body).toMatchObject(
        needed,
      );
    const page = await gateway.call("GET", "/admin/", undefined, { token: null, headers: elsewhere });
    expect(page.status).toBe(403);
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(page.bytes.toString()).toContain("posthorn password");
    // Tokens have nothing to do with it.
    expect((await gateway.call("GET", "/v1/stats", undefined, { headers: elsewhere })).status).toBe(200);
    expect((await setUp(link)).status).toBe(200);
    expect((await gateway.call("GET", "/v1/setup", undefined, { token: null, headers: elsewhere })).status).toBe(200);
    expect((await gateway.call("GET", "/admin/", undefined, { token: null, headers: elsewhere })).status).not.toBe(403);
  });

  it("can not be made by another web page", async () => {
    const link = linkOf(await gateway.setupUrl());
    expect((await setUp(link, {}, { origin: "https://evil.example" })).status).toBe(403);
    expect((await setUp(link, {}, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await setUp(link)).status).toBe(200);
  });
});
