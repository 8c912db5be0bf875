import { randomBytes } from "node:crypto";
import * as OTPAuth from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { addUser, PASSWORD, signIn, signInCounts, type SignedInUser, userOf } from "../sessions/testing.ts";
import { setPassword } from "../setup/set-password.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const MINUTE = 60_000;

describe.each(TEST_ENGINES)("one-time codes on %s", (engine) => {
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

  const from = () => ({ "x-forwarded-for": `198.51.100.${address++ % 250}` });
  const enter = (name: string, more: Parameters<typeof signIn>[2] = {}) =>
    signIn(gateway, name, { headers: from(), ...more });
  const code = (uri: string, stepsAway = 0) =>
    OTPAuth.URI.parse(uri).generate({ timestamp: Date.now() + stepsAway * 30_000 });
  const give = (ticket: unknown, given: string) =>
    gateway.call("POST", "/v1/session/code", { ticket, code: given }, { token: null, headers: from() });
  const ticketOf = async (name: string) => (await enter(name)).answer.body["ticket"];

  /** A user who has codes asked for, and how they are made. */
  async function enrolled(): Promise<{ name: string; user: SignedInUser; uri: string; recoveryCodes: string[] }> {
    const name = await addUser(gateway, `Ada-${randomBytes(4).toString("hex")}`);
    const user = await enter(name);
    const { body } = await user.call("POST", "/v1/session/totp", { currentPassword: PASSWORD });
    const uri = String(body["uri"]);
    const confirmed = await user.call("POST", "/v1/session/totp/confirm", { ticket: body["ticket"], code: code(uri) });
    expect(confirmed.status).toBe(200);
    gateway.moveClock(MINUTE);
    return { name, user, uri, recoveryCodes: confirmed.body["recoveryCodes"] as string[] };
  }

  it("are turned on with the password and a first code, which ends other sessions", async () => {
    const name = await addUser(gateway, "Grace");
    const [here, there] = [await enter(name), await enter(name)];
    const begin = (currentPassword: string) => here.call("POST", "/v1/session/totp", { currentPassword });
    expect((await begin("not it")).body).toMatchObject({ statusCode: 400, code: "InvalidLogin" });
    const { body } = await begin(PASSWORD);
    expect(body["uri"]).toMatch(
      /^otpauth:\/\/totp\/Posthorn:Grace\?issuer=Posthorn&secret=[A-Z2-7]{32}&algorithm=SHA1&digits=6&period=30$/,
    );
    const confirm = (user: SignedInUser, given: string) =>
      user.call("POST", "/v1/session/totp/confirm", { ticket: body["ticket"], code: given });
    expect((await confirm(here, code(String(body["uri"]), 5))).body).toMatchObject({ code: "InvalidCode" });
    expect((await confirm(there, code(String(body["uri"])))).body).toMatchObject({ code: "TicketInvalid" });
    // Until then nothing has changed.
    expect((await enter(name)).answer.status).toBe(200);
    const { body: told } = await confirm(here, code(String(body["uri"])));
    expect(told["recoveryCodes"]).toHaveLength(10);
    expect(new Set(told["recoveryCodes"] as string[]).size).toBe(10);
    for (const text of told["recoveryCodes"] as string[]) expect(text).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
    expect((await here.call("GET", "/v1/session/factors")).body).toMatchObject({
      recoveryCodes: 10,
      hasPassword: true,
    });
    expect((await there.call("GET", "/v1/session")).status).toBe(401);
    expect((await begin(PASSWORD)).body).toMatchObject({ statusCode: 409, code: "TotpEnabled" });
  });

  it("are asked for after the password, a step early or late, once each", async () => {
    const { name, uri } = await enrolled();
    const { answer } = await enter(name, { remember: true });
    expect(answer.body).toMatchObject({
      statusCode: 401,
      code: "CodeNeeded",
      ticket: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
    expect(answer.headers["set-cookie"]).toBeUndefined();
    expect((await give(answer.body["ticket"], code(uri, -2))).body).toMatchObject({
      statusCode: 401,
      code: "InvalidCode",
    });
    const used = code(uri, -1);
    const done = await give(answer.body["ticket"], used);
    expect(done.body).toMatchObject({ user: { name }, method: "totp" });
    expect((await userOf(gateway, done).call("GET", "/v1/stats")).status).toBe(200);
    expect((await give(answer.body["ticket"], code(uri))).body).toMatchObject({ code: "TicketInvalid" });
    expect((await give(await ticketOf(name), used)).body).toMatchObject({ code: "InvalidCode" });
    expect((await give(await ticketOf(name), code(uri, 1))).status).toBe(200);
    // One that is older than the last one used counts as used.
    expect((await give(await ticketOf(name), code(uri))).body).toMatchObject({ code: "InvalidCode" });
    const entries = gateway.logs
      .filter(({ user }) => user === name)
      .map(({ msg, method }) => `${String(method)}: ${String(msg)}`);
    expect(entries).toContain("totp: A sign-in failed");
    expect(entries).toContain("totp: A user signed in");
  });

  it("may be replaced by recovery codes, once each, until there are new ones", async () => {
    const { name, user, recoveryCodes, uri } = await enrolled();
    const [first = "", second = ""] = recoveryCodes;
    const done = await give(await ticketOf(name), ` ${first.toUpperCase().replaceAll("-", " ")} `);
    expect(done.body).toMatchObject({ method: "recovery-code" });
    expect((await give(await ticketOf(name), first)).body).toMatchObject({ code: "InvalidCode" });
    const renewed = await user.call("POST", "/v1/session/recovery-codes", { currentPassword: PASSWORD });
    expect(renewed.body["recoveryCodes"]).toHaveLength(10);
    expect((await give(await ticketOf(name), second)).body).toMatchObject({ code: "InvalidCode" });
    // Another user's codes are of no use.
    const other = await enrolled();
    expect((await give(await ticketOf(name), other.recoveryCodes[0] ?? "")).body).toMatchObject({
      code: "InvalidCode",
    });
    expect((await give(await ticketOf(name), code(uri))).status).toBe(200);
  });

  it("are turned off with the password, or on the machine itself", async () => {
    const { name, user } = await enrolled();
    const disable = (currentPassword: string) => user.call("POST", "/v1/session/totp/disable", { currentPassword });
    expect((await disable("not it")).status).toBe(400);
    expect((await disable(PASSWORD)).body).toEqual({ disabled: true });
    expect((await enter(name)).answer.status).toBe(200);
    const more = await user.call("POST", "/v1/session/recovery-codes", { currentPassword: PASSWORD });
    expect(more.body).toMatchObject({ statusCode: 409, code: "TotpDisabled" });

    const lost = await enrolled();
    await setPassword(gateway.storage, { name: lost.name, password: PASSWORD, now: Date.now() });
    expect((await enter(lost.name)).answer.status).toBe(200);
  });

  it("have tickets that last five minutes, take five wrong codes, and need the password they came by", async () => {
    const { name, uri, recoveryCodes } = await enrolled();
    const late = await ticketOf(name);
    gateway.moveClock(5 * MINUTE);
    expect((await give(late, code(uri))).body).toMatchObject({ statusCode: 401, code: "TicketInvalid" });
    const worn = await ticketOf(name);
    for (let i = 0; i < 5; i++) expect((await give(worn, "000000")).body).toMatchObject({ code: "InvalidCode" });
    expect((await give(worn, code(uri))).body).toMatchObject({ code: "TicketInvalid" });
    const old = await ticketOf(name);
    await gateway.storage.sql.updateTable("users").set({ passwordHash: "x" }).where("name", "=", name).execute();
    expect((await give(old, recoveryCodes[0] ?? "")).body).toMatchObject({ code: "TicketInvalid" });
    expect((await give("nonsense", "123456")).body).toMatchObject({ code: "TicketInvalid" });
  });

  it("are limited in attempts, then locked for longer and longer", async () => {
    const { name, uri } = await enrolled();
    for (let i = 0; i < 2; i++) {
      const ticket = await ticketOf(name);
      for (let j = 0; j < 5; j++) expect((await give(ticket, "000000")).status).toBe(401);
    }
    const ticket = await ticketOf(name);
    expect((await give(ticket, code(uri))).body).toMatchObject({ statusCode: 429, code: "TooManyAttempts" });
    gateway.moveClock(MINUTE - 1000);
    // The tenth failure locked for a minute that is not over; the limit of the minute stands before it.
    for (const seconds of [60, 120, 240]) {
      gateway.moveClock(seconds * 1000);
      const next = await ticketOf(name);
      expect((await give(next, "000000")).body).toMatchObject({ code: "InvalidCode" });
      expect((await give(next, code(uri))).body).toMatchObject({
        statusCode: 429,
        code: "LockedOut",
        ttl: seconds * 2,
      });
    }
    const locks = gateway.logs.filter(
      ({ user, msg }) => user === name && msg === "Signing in is locked after failures in a row",
    );
    expect(locks.map(({ lockSeconds, level }) => [lockSeconds, level])).toEqual(
      [60, 120, 240, 480].map((s) => [s, 50]),
    );
    gateway.moveClock(480_000);
    expect((await give(await ticketOf(name), code(uri))).status).toBe(200);
    expect((await give(await ticketOf(name), "000000")).body).toMatchObject({ code: "InvalidCode" });
  });

  it("count as sign-ins, and the passwords before them do not", async () => {
    const { name, uri, recoveryCodes } = await enrolled();
    const before = await signInCounts(gateway);
    const ticket = await ticketOf(name);
    expect((await give(ticket, "000000")).status).toBe(401);
    expect((await give(ticket, code(uri))).status).toBe(200);
    expect((await give(await ticketOf(name), recoveryCodes[0] ?? "")).status).toBe(200);
    const more = (kind: string) => (before[kind] ?? 0) + 1;
    expect(await signInCounts(gateway)).toEqual({
      ...before,
      "totp failure": more("totp failure"),
      "totp success": more("totp success"),
      "recovery-code success": more("recovery-code success"),
    });
  });

  describe("where the settings want them of everyone", () => {
    beforeAll(() => gateway.set({ requireSecondFactor: true }));
    afterAll(() => gateway.set({ requireSecondFactor: false }));

    it("open the rest, which a password alone does not", async () => {
      const name = await addUser(gateway, "Hedy");
      const user = await enter(name);
      expect(user.answer.body).toMatchObject({ secondFactorNeeded: true });
      for (const [method, path] of [
        ["GET", "/v1/settings?serviceUrl=true"],
        ["POST", "/v1/settings"],
        ["GET", "/v1/accounts"],
        ["GET", "/v1/sessions"],
        ["GET", "/v1/users"],
      ] as const)
        expect((await user.call(method, path, method === "POST" ? { locale: "de" } : undefined)).body).toMatchObject(
          path === "/v1/sessions" ? { sessions: [{ current: true }] } : { statusCode: 403, code: "SecondFactorNeeded" },
        );
      const { body } = await user.call("POST", "/v1/session/totp", { currentPassword: PASSWORD });
      const ticket = body["ticket"];
      await user.call("POST", "/v1/session/totp/confirm", { ticket, code: code(String(body["uri"])) });
      expect((await user.call("GET", "/v1/session")).body).toMatchObject({ secondFactorNeeded: false });
      expect((await user.call("GET", "/v1/accounts")).status).toBe(200);
      gateway.moveClock(MINUTE);
      const again = await give(await ticketOf(name), code(String(body["uri"])));
      expect(again.body).toMatchObject({ method: "totp", secondFactorNeeded: false });
      const back = userOf(gateway, again);
      await back.call("POST", "/v1/session/totp/disable", { currentPassword: PASSWORD });
      expect((await back.call("GET", "/v1/accounts")).body).toMatchObject({ code: "SecondFactorNeeded" });
    });

    it("are wanted at once of those who are signed in, and no longer when the settings say so", async () => {
      await gateway.set({ requireSecondFactor: false });
      const user = await enter(await addUser(gateway, "Radia"));
      expect(user.answer.body).toMatchObject({ secondFactorNeeded: false });
      expect((await user.call("GET", "/v1/accounts")).status).toBe(200);
      await gateway.set({ requireSecondFactor: true });
      expect((await user.call("GET", "/v1/accounts")).body).toMatchObject({ code: "SecondFactorNeeded" });
      await gateway.set({ requireSecondFactor: false });
      expect((await user.call("GET", "/v1/accounts")).status).toBe(200);
    });

    it("are not wanted of tokens", async () => {
      await gateway.set({ requireSecondFactor: true });
      expect((await gateway.call("GET", "/v1/accounts")).status).toBe(200);
    });
  });
});

describe.each(TEST_ENGINES)("passwords on %s", (engine) => {
  it("lock out the network that guesses, for longer and longer, and nobody else", async () => {
    const gateway = await createTestGateway(engine, {
      start: false,
      ownClock: true,
      env: { POSTHORN_API_PROXY_ADDRESSES: "127.0.0.1" },
    });
    const name = await addUser(gateway, "ada");
    const guess = (password: string, from = "203.0.113.1") =>
      signIn(gateway, name, { password, headers: { "x-forwarded-for": from } }).then(({ answer }) => answer);
    for (let i = 0; i < 9; i++) expect((await guess("wrong")).status).toBe(401);
    gateway.moveClock(MINUTE);
    expect((await guess("wrong")).status).toBe(401);
    const refused = await guess(PASSWORD);
    expect(refused.body).toMatchObject({ statusCode: 429, code: "LockedOut", ttl: 60 });
    expect(refused.headers["retry-after"]).toBe("60");
    expect((await guess(PASSWORD, "203.0.113.2")).status).toBe(200);
    gateway.moveClock(MINUTE);
    expect((await guess("wrong")).status).toBe(401);
    expect((await guess(PASSWORD)).body).toMatchObject({ code: "LockedOut", ttl: 120 });
    gateway.moveClock(2 * MINUTE);
    expect((await guess(PASSWORD)).status).toBe(200);
    expect((await guess("wrong")).status).toBe(401);
    expect((await guess(PASSWORD)).status).toBe(200);
    // What somebody typed in place of a name is in no table.
    await signIn(gateway, "my secret password");
    const kept = JSON.stringify(await gateway.storage.sql.selectFrom("signInFailures").selectAll().execute());
    expect(kept).not.toContain("secret");
    expect(await signInCounts(gateway)).toEqual({
      "password success": 3,
      "password failure": 13,
      "password locked": 2,
    });
    await gateway.close();
  });
});
