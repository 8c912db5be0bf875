import { randomBytes } from "node:crypto";
import { hash } from "@node-rs/argon2";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findUserByName } from "../../storage/users.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { cleanUp } from "../../workers/upkeep/upkeep.ts";
import { setPassword } from "../setup/set-password.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";
import { addUser, cookieIn, PASSWORD, signIn } from "./testing.ts";

const DAY = 86_400_000;
const ENDED = {
  statusCode: 401,
  error: "Unauthorized",
  message: "The session has ended; sign in again",
  code: "SessionEnded",
};

describe.each(TEST_ENGINES)("a session on %s", (engine) => {
  let gateway: TestGateway;
  let address = 1;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, {
      start: false,
      ownClock: true,
      env: { POSTHORN_API_PROXY_ADDRESSES: "127.0.0.1" },
    });
  });
  afterAll(() => gateway.close());
  afterEach(() => gateway.set({ serviceUrl: null }));

  /** A user of the test's own, who comes from an address of its own. */
  const newUser = () => addUser(gateway, `Ada-${randomBytes(4).toString("hex")}`);
  const from = () => ({ "x-forwarded-for": `198.51.100.${address++}` });
  const enter = (name: string, more: Parameters<typeof signIn>[2] = {}) =>
    signIn(gateway, name, { ...more, headers: { ...from(), ...more?.headers } });

  it("begins with name and password, in any case of the name", async () => {
    const name = await newUser();
    const { answer, call } = await enter(name.toUpperCase());
    expect(answer.status).toBe(200);
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(cookieIn(answer).attributes).toEqual(["Path=/", "HttpOnly", "SameSite=Lax"]);
    expect(answer.body).toMatchObject({ user: { name, role: "owner" } });
    expect((await call("GET", "/v1/session")).body).toMatchObject({
      user: { name },
      csrfToken: answer.body["csrfToken"],
    });
    expect((await call("GET", "/v1/stats")).status).toBe(200);
    // A new secret each time.
    const again = await enter(name);
    expect(again.cookie).not.toBe(answer.headers["set-cookie"]);
    expect(again.csrfToken).not.toBe(answer.body["csrfToken"]);
  });

  it("has a cookie for HTTPS only, where browsers come by HTTPS", async () => {
    await gateway.set({ serviceUrl: "https://mail.example.com" });
    expect(cookieIn((await enter(await newUser())).answer).attributes).toContain("Secure");
  });

  it("fails in the same words whether the name or the password is wrong", async () => {
    const name = await newUser();
    const answers = [await enter(name, { password: "not it" }), await enter("nobody", { password: PASSWORD })];
    for (const { answer } of answers) {
      expect(answer.body).toEqual({
        statusCode: 401,
        error: "Unauthorized",
        message: "The user name or the password is wrong",
        code: "InvalidLogin",
      });
      expect(answer.headers["set-cookie"]).toBeUndefined();
    }
    expect(gateway.logs).toContainEqual(expect.objectContaining({ msg: "A sign-in failed", user: name }));
    expect(gateway.logs).toContainEqual(expect.objectContaining({ msg: "A sign-in failed", user: null }));
  });

  it("is limited in attempts by name and by address", async () => {
    const name = await newUser();
    const wrong = { password: "not it" };
    for (let i = 0; i < 10; i++) expect((await enter(name, wrong)).answer.status).toBe(401);
    const refused = (await enter(name.toUpperCase())).answer;
    expect(refused.body).toMatchObject({ statusCode: 429, code: "TooManyAttempts" });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    gateway.moveClock(60_000);
    expect((await enter(name)).answer.status).toBe(200);

    const headers = { "x-forwarded-for": "2001:db8::1" };
    const nobody = () => signIn(gateway, `nobody-${randomBytes(4).toString("hex")}`, { headers });
    for (let i = 0; i < 30; i++) expect((await nobody()).answer.status).toBe(401);
    // The neighbour address belongs to the same network.
    headers["x-forwarded-for"] = "2001:db8::2";
    expect((await nobody()).answer.body).toMatchObject({ code: "TooManyAttempts" });
    headers["x-forwarded-for"] = "2001:db8:1::2";
    expect((await nobody()).answer.status).toBe(401);
  });

  it("lasts a day after its last use, or thirty when remembered, and thirty after the sign-in at most", async () => {
    const name = await newUser();
    const short = await enter(name);
    const long = await enter(name, { remember: true });
    expect(cookieIn(long.answer).attributes).toContain(`Max-Age=${30 * 86_400}`);
    for (let i = 0; i < 3; i++) {
      gateway.moveClock(DAY - 1000);
      expect((await short.call("GET", "/v1/session")).status).toBe(200);
      await gateway.ctx.sessionUses.flush();
    }
    gateway.moveClock(DAY);
    expect((await short.call("GET", "/v1/session")).body).toEqual(ENDED);
    const resumed = await long.call("GET", "/v1/session");
    // The browser is told to keep it as long as we do: about four of the days have gone by.
    expect(cookieIn(resumed).attributes).toContain(`Max-Age=${26 * 86_400 + 3}`);
    expect(`posthorn_session=${cookieIn(resumed).value}`).toBe(long.cookie);
    await gateway.ctx.sessionUses.flush();
    gateway.moveClock(26 * DAY + 3000);
    expect((await long.call("GET", "/v1/stats")).body).toEqual(ENDED);
    await cleanUp(gateway.storage, gateway.ctx.settings, gateway.ctx.meter, Date.now());
    const user = await findUserByName(gateway.storage, name);
    const left = await gateway.storage.sql
      .selectFrom("sessions")
      .selectAll()
      .where("user", "=", user?.id ?? "")
      .execute();
    expect(left).toEqual([]);
  });

  it("is not what somebody made of its cookie", async () => {
    const { cookie } = await enter(await newUser());
    const sealed = gateway.storage.vault.seal("x".repeat(43), "another purpose");
    const another = cookie.at(-2) === "A" ? "B" : "A";
    for (const forged of [
      "posthorn_session=",
      "posthorn_session=nonsense",
      `posthorn_session=${sealed}`,
      `${cookie.slice(0, -2)}${another}${cookie.at(-1)}`,
    ])
      for (const url of ["/v1/session", "/v1/stats"])
        expect((await gateway.call("GET", url, undefined, { token: null, headers: { cookie: forged } })).body).toEqual(
          ENDED,
        );
    const other = { token: null, headers: { cookie: "posthorn_session_2=x; theme=dark" } };
    expect((await gateway.call("GET", "/v1/stats", undefined, other)).body).toMatchObject({ message: "Unauthorized" });
  });

  it("changes nothing without its CSRF token", async () => {
    const name = await newUser();
    const mine = await enter(name);
    const other = await enter(name);
    for (const token of ["", "nonsense", other.csrfToken, `${mine.csrfToken}x`])
      expect((await mine.call("DELETE", "/v1/session", undefined, { "x-csrf-token": token })).body).toEqual({
        statusCode: 403,
        error: "Forbidden",
        message: "The CSRF token is missing or wrong",
        code: "InvalidCsrfToken",
      });
    expect(gateway.logs).toContainEqual(
      expect.objectContaining({ msg: "A session was refused", user: name, reason: "csrf", route: "/v1/session" }),
    );
    expect((await mine.call("POST", "/v1/settings", { timezone: "Europe/Tallinn" })).status).toBe(200);
  });

  it("does nothing for the pages of others", async () => {
    const { call } = await enter(await newUser());
    const foreign = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site", origin: "http://localhost" },
    ];
    for (const headers of foreign)
      for (const method of ["GET", "DELETE"])
        expect((await call(method, "/v1/sessions", undefined, headers as Record<string, string>)).body).toMatchObject({
          statusCode: 403,
          message: "Other web pages may not make this call",
        });
    await gateway.set({ serviceUrl: "https://mail.example.com" });
    for (const headers of [
      { origin: "http://localhost:80" },
      { origin: "https://mail.example.com" },
      { "sec-fetch-site": "same-origin", origin: "https://renamed.example" },
      { "sec-fetch-site": "none" },
    ])
      expect((await call("GET", "/v1/sessions", undefined, headers as Record<string, string>)).status).toBe(200);
  });

  it("yields to a token, and opens no route that wants one of its own", async () => {
    const { cookie, call } = await enter(await newUser());
    const reader = await gateway.issue({ permissions: { actions: ["read"], groups: ["account"] } });
    const both = (token: string, url: string) => gateway.call("GET", url, undefined, { token, headers: { cookie } });
    expect((await both(reader, "/v1/stats")).status).toBe(403);
    expect((await both("nonsense", "/v1/stats")).body).toMatchObject({ message: "Bad token" });
    expect((await both(gateway.token, "/v1/session")).status).toBe(403);
    expect((await call("GET", "/metrics")).body).toMatchObject({ statusCode: 401, message: "Unauthorized" });
  });

  it("of a viewer reads, and manages itself", async () => {
    const name = await newUser();
    await gateway.storage.sql.updateTable("users").set({ role: "viewer" }).where("name", "=", name).execute();
    const { call, answer } = await enter(name);
    expect(answer.body).toMatchObject({ user: { role: "viewer" } });
    expect((await call("GET", "/v1/accounts")).status).toBe(200);
    for (const [method, url] of [
      ["POST", "/v1/tokens"],
      ["POST", "/v1/settings"],
      ["DELETE", "/v1/account/ada"],
      ["POST", "/v1/account/ada/submit"],
    ] as const)
      expect((await call(method, url, {})).body).toMatchObject({ statusCode: 403, code: "RoleForbids" });
    const made = await gateway.call("POST", "/v1/webhooks/endpoint", {
      name: "One",
      targetUrl: "https://hooks.example.com/",
      fn: 'return payload.key === "secret"',
    });
    expect((await call("GET", `/v1/webhooks/endpoint/${String(made.body["id"])}`)).body).toMatchObject({
      fn: null,
      hasFn: true,
    });
    expect((await call("DELETE", "/v1/session")).body).toEqual({ deleted: true });
  });

  it("is listed where it is, and ended there or from elsewhere", async () => {
    const name = await newUser();
    const here = await enter(name, { headers: { "user-agent": "A".repeat(300), "x-forwarded-for": "192.0.2.1" } });
    const there = await enter(name, { headers: { "user-agent": "Phone" } });
    const stranger = await enter(await newUser());
    gateway.moveClock(5000);
    await here.call("GET", "/v1/stats", undefined, { "x-forwarded-for": "192.0.2.2" });
    const { sessions } = (await here.call("GET", "/v1/sessions", undefined, { "x-forwarded-for": "192.0.2.2" }))
      .body as {
      sessions: { id: string; current: boolean; lastSeen: string; created: string }[];
    };
    expect(sessions).toEqual([
      expect.objectContaining({ current: true, address: "192.0.2.2", userAgent: "A".repeat(256) }),
      expect.objectContaining({ current: false, userAgent: "Phone" }),
    ]);
    expect(Date.parse(sessions[0]?.lastSeen ?? "") - Date.parse(sessions[0]?.created ?? "")).toBe(5000);
    expect((await stranger.call("DELETE", `/v1/sessions/${sessions[1]?.id}`)).body).toEqual({ deleted: false });
    expect((await here.call("DELETE", `/v1/sessions/${sessions[1]?.id}`)).body).toEqual({ deleted: true });
    expect((await there.call("GET", "/v1/session")).body).toEqual(ENDED);
    const end = await here.call("DELETE", "/v1/session");
    expect(cookieIn(end)).toMatchObject({ value: "", attributes: expect.arrayContaining(["Max-Age=0"]) as string[] });
    expect((await here.call("GET", "/v1/stats")).body).toEqual(ENDED);
  });

  it("ends everywhere at once", async () => {
    const name = await newUser();
    const all = [await enter(name), await enter(name), await enter(name)];
    const stranger = await enter(await newUser());
    expect((await all[0]?.call("DELETE", "/v1/sessions"))?.body).toEqual({ deleted: 3 });
    for (const { call } of all) expect((await call("GET", "/v1/sessions")).body).toEqual(ENDED);
    expect((await stranger.call("GET", "/v1/session")).status).toBe(200);
  });

  it("survives a change of the password that it makes, and no other", async () => {
    const name = await newUser();
    const [here, there] = [await enter(name), await enter(name)];
    const change = (currentPassword: string, password: string) =>
      here.call("PUT", "/v1/session/password", { currentPassword, password });
    const wrong = await change("not it", "another password");
    expect(wrong.body).toMatchObject({
      statusCode: 400,
      code: "InvalidLogin",
      fields: [{ path: "body.currentPassword" }],
    });
    expect((await change(PASSWORD, "short")).status).toBe(400);
    expect((await change(PASSWORD, "another password")).body).toMatchObject({ user: { name } });
    expect((await here.call("GET", "/v1/session")).status).toBe(200);
    expect((await there.call("GET", "/v1/session")).body).toEqual(ENDED);
    expect((await enter(name)).answer.status).toBe(401);
    expect((await enter(name, { password: "another password" })).answer.status).toBe(200);
    for (let i = 0; i < 8; i++) expect((await change("not it", "another password")).status).toBe(400);
    expect((await change("another password", PASSWORD)).body).toMatchObject({
      statusCode: 429,
      code: "TooManyAttempts",
    });
  });

  it("ends when the password is set on the machine itself", async () => {
    const name = await newUser();
    const { call } = await enter(name);
    await setPassword(gateway.storage, { name: name.toLowerCase(), password: "set by hand", now: Date.now() });
    expect((await call("GET", "/v1/session")).body).toEqual(ENDED);
    expect((await enter(name, { password: "set by hand" })).answer.body).toMatchObject({ user: { name } });
  });

  it("renews a hash that was made under other parameters", async () => {
    const name = await newUser();
    const old = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await gateway.storage.sql.updateTable("users").set({ passwordHash: old }).where("name", "=", name).execute();
    expect((await enter(name)).answer.status).toBe(200);
    expect((await findUserByName(gateway.storage, name))?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect((await enter(name)).answer.status).toBe(200);
  });

  it("issues tokens, with every scope and without narrowing", async () => {
    const name = await newUser();
    const { call } = await enter(name);
    const { body } = await call("POST", "/v1/tokens", { description: "all", scopes: ["*"] });
    const issued = { token: String(body["token"]) };
    expect((await gateway.call("GET", "/metrics", undefined, issued)).status).toBe(200);
    expect(gateway.logs).toContainEqual(
      expect.objectContaining({ msg: "An access token was issued", tokenId: body["id"], user: name }),
    );
  });

  it("comes from allowed addresses only", async () => {
    const narrow = await createTestGateway(engine, {
      start: false,
      env: { POSTHORN_API_PROXY_ADDRESSES: "127.0.0.1", POSTHORN_ADMIN_ACCESS_ADDRESSES: "192.0.2.0/24" },
    });
    try {
      const name = await addUser(narrow, "ada");
      const inside = { "x-forwarded-for": "192.0.2.9" };
      const outside = { "x-forwarded-for": "198.51.100.9" };
      const { call } = await signIn(narrow, name, { headers: inside });
      expect((await call("GET", "/v1/stats", undefined, inside)).status).toBe(200);
      const refused = { statusCode: 403, message: "Unauthorized address", remoteAddress: "198.51.100.9" };
      expect((await call("GET", "/v1/stats", undefined, outside)).body).toMatchObject(refused);
      expect((await signIn(narrow, name, { headers: outside })).answer.body).toMatchObject(refused);
      const page = await narrow.call("GET", "/admin/", undefined, { token: null, headers: outside });
      expect(page.status).toBe(403);
      expect(page.bytes.toString()).toContain("POSTHORN_ADMIN_ACCESS_ADDRESSES");
      expect((await narrow.call("GET", "/v1/stats", undefined, { headers: outside })).status).toBe(200);
    } finally {
      await narrow.close();
    }
  });

  it("leaves no secret in the log or in the database", async () => {
    const name = await newUser();
    const { cookie, csrfToken, call } = await enter(name);
    await call("PUT", "/v1/session/password", { currentPassword: PASSWORD, password: "a new password" });
    await enter(name, { password: "a wrong password" });
    const tables = ["users", "sessions", "setupLinks", "tokens"] as const;
    const rows = await Promise.all(tables.map((table) => gateway.storage.sql.selectFrom(table).selectAll().execute()));
    const kept = JSON.stringify(rows) + JSON.stringify(gateway.logs);
    const secret = gateway.storage.vault.open(cookie.slice("posthorn_session=".length), "session cookie");
    for (const text of [PASSWORD, "a new password", "a wrong password", cookie.split("=")[1] ?? "", csrfToken, secret])
      expect(kept).not.toContain(text);
  });
});
