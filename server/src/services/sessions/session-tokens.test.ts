import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { newAccountId, createTestGateway, type TestGateway } from "../testing.ts";
import { addUser, signIn, type SignedInUser } from "./testing.ts";

const MINUTE = 60_000;
const ENDED = { statusCode: 401, error: "Unauthorized", message: "Session has ended" };

describe.each(TEST_ENGINES)("a token of a session on %s", (engine) => {
  let gateway: TestGateway;
  let ada: SignedInUser;
  let account: string;
  let other: string;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { ownClock: true });
    ada = await signIn(gateway, await addUser(gateway, "ada"));
    [account, other] = [await gateway.addConnected(), await gateway.addConnected()];
  });
  afterAll(() => gateway.close());

  const mint = async (user: SignedInUser, of = account) =>
    String((await user.call("POST", "/v1/session/tokens", { account: of })).body["token"]);
  const call = (token: string, method: string, url: string, body?: unknown, cookie = ada.cookie) =>
    gateway.call(method, url, body, { token, headers: { cookie } });

  it("opens the messages of its account, and nothing else", async () => {
    const token = await mint(ada);
    expect(token).toMatch(/^sess_[0-9a-f]{64}$/);
    for (const url of ["", "/mailboxes", "/messages?path=INBOX"])
      expect((await call(token, "GET", `/v1/account/${account}${url}`)).status).toBe(200);
    const submit = { to: [{ address: "bob@example.com" }], text: "hello" };
    expect((await call(token, "POST", `/v1/account/${account}/submit`, submit)).status).toBe(200);
    expect((await call(token, "GET", `/v1/account/${other}/mailboxes`)).body).toMatchObject({
      message: "Unauthorized account",
    });
    for (const [method, url, body] of [
      ["GET", "/v1/accounts", undefined],
      ["GET", "/v1/settings", undefined],
      ["DELETE", `/v1/account/${account}`, undefined],
      ["POST", `/v1/account/${account}/mailbox`, { path: ["x"] }],
      ["PUT", `/v1/account/${account}`, { name: "x" }],
      ["POST", "/v1/tokens", { description: "x", scopes: ["api"], account }],
      ["POST", `/v1/account/${account}/submit`, { ...submit, proxy: "socks5://proxy.example.com" }],
    ] as const)
      expect({ url, status: (await call(token, method, url, body)).status }).toEqual({ url, status: 403 });
    expect((await call(token, "GET", "/v1/stats")).body).toMatchObject({ message: "Unauthorized permission" });
    expect((await call(token, "GET", "/metrics")).body).toMatchObject({ message: "Unauthorized scope" });
    expect((await call(token, "GET", "/v1/session")).status).toBe(403);
    expect((await ada.call("POST", "/v1/session/tokens", { account: newAccountId() })).status).toBe(404);
  });

  it("opens nothing where a second factor is wanted and there is none", async () => {
    const token = await mint(ada);
    const list = () => call(token, "GET", `/v1/account/${account}/mailboxes`);
    await gateway.set({ requireSecondFactor: true });
    expect((await list()).body).toMatchObject({ statusCode: 403, code: "SecondFactorNeeded" });
    await gateway.set({ requireSecondFactor: false });
    expect((await list()).status).toBe(200);
  });

  it("is of use only beside the cookie of its session, and not to other pages", async () => {
    const token = await mint(ada);
    const eve = await signIn(gateway, await addUser(gateway, "eve"));
    const url = `/v1/account/${account}/mailboxes`;
    expect((await call(token, "GET", url, undefined, "")).body).toEqual(ENDED);
    expect((await call(token, "GET", url, undefined, eve.cookie)).body).toEqual(ENDED);
    expect((await call(`sess_${"0".repeat(64)}`, "GET", url)).body).toEqual(ENDED);
    expect((await call("sess_1", "GET", url)).body).toMatchObject({ message: "Bad token" });
    const headers = { cookie: ada.cookie, "sec-fetch-site": "cross-site" };
    expect((await gateway.call("GET", url, undefined, { token, headers })).status).toBe(403);
  });

  it("goes no further than the role of its user", async () => {
    const vera = await signIn(gateway, await addUser(gateway, "vera"));
    await gateway.storage.sql.updateTable("users").set({ role: "viewer" }).where("name", "=", "vera").execute();
    const token = await mint(vera);
    expect((await call(token, "GET", `/v1/account/${account}`, undefined, vera.cookie)).status).toBe(200);
    const send = await call(token, "POST", `/v1/account/${account}/submit`, { text: "x" }, vera.cookie);
    expect(send.body).toMatchObject({ statusCode: 403, code: "RoleForbids" });
  });

  it("lasts for fifteen minutes after its last use, and no longer than its session", async () => {
    const token = await mint(ada);
    const url = `/v1/account/${account}`;
    for (let i = 0; i < 3; i++) {
      gateway.moveClock(14 * MINUTE);
      expect((await call(token, "GET", url)).status).toBe(200);
    }
    gateway.moveClock(15 * MINUTE);
    expect((await call(token, "GET", url)).body).toEqual(ENDED);
    // Those that end first make room.
    for (let i = 0; i < 102; i++) await mint(ada);
    const { count } = await gateway.storage.sql
      .selectFrom("sessionTokens")
      .innerJoin("sessions", "sessions.id", "sessionTokens.session")
      .innerJoin("users", "users.id", "sessions.user")
      .select((e) => e.fn.countAll<number>().as("count"))
      .where("users.name", "=", "ada")
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(100);
    const living = await mint(ada);
    await ada.call("DELETE", "/v1/session");
    expect((await call(living, "GET", url)).body).toEqual(ENDED);
  });
});
