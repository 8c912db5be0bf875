import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { addUser, PASSWORD, signIn, signInCounts, type SignedInUser, userOf } from "../sessions/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";
import { SoftwareAuthenticator } from "./testing.ts";

const HERE = { origin: "https://mail.example.com", rpId: "mail.example.com" };

describe.each(TEST_ENGINES)("passkeys on %s", (engine) => {
  let gateway: TestGateway;
  let address = 1;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, {
      start: false,
      ownClock: true,
      env: { POSTHORN_API_PROXY_ADDRESSES: "127.0.0.1" },
    });
    await gateway.set({ serviceUrl: HERE.origin });
  });
  afterAll(() => gateway.close());

  const from = () => ({ "x-forwarded-for": `198.51.100.${address++ % 250}` });
  const newUser = async () =>
    signIn(gateway, await addUser(gateway, `Ada-${randomBytes(4).toString("hex")}`), { headers: from() });
  const begin = async (user: SignedInUser, currentPassword = PASSWORD) =>
    (await user.call("POST", "/v1/session/passkeys/options", { currentPassword }, from())).body;
  const challengeOf = (body: Record<string, unknown>) => (body["options"] as { challenge: string }).challenge;
  const create = (user: SignedInUser, ticket: unknown, response: object, name = "Phone") =>
    user.call("POST", "/v1/session/passkeys", { ticket, name, response }, from());

  async function registered() {
    const user = await newUser();
    const authenticator = new SoftwareAuthenticator();
    const body = await begin(user);
    const { status } = await create(user, body["ticket"], authenticator.create(challengeOf(body), HERE));
    expect(status).toBe(200);
    return { user, authenticator };
  }
  const open = async () =>
    (await gateway.call("POST", "/v1/session/passkey/options", undefined, { token: null, headers: from() })).body;
  const enter = (ticket: unknown, response: object, more: object = {}) =>
    gateway.call("POST", "/v1/session/passkey", { ticket, response, ...more }, { token: null, headers: from() });

  it("are registered with the password, listed, and deleted by their user alone", async () => {
    const user = await newUser();
    expect(await begin(user, "not it")).toMatchObject({ statusCode: 400, code: "InvalidLogin" });
    const authenticator = new SoftwareAuthenticator();
    const body = await begin(user);
    expect(body["options"]).toMatchObject({
      rp: { id: "mail.example.com", name: "Posthorn" },
      attestation: "none",
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    });
    const { body: made } = await create(user, body["ticket"], authenticator.create(challengeOf(body), HERE));
    expect(made).toEqual({
      id: expect.any(String) as string,
      name: "Phone",
      created: expect.any(String) as string,
      lastUsed: null,
    });
    expect((await user.call("GET", "/v1/session/passkeys")).body).toEqual({ passkeys: [made] });
    expect(((await begin(user))["options"] as { excludeCredentials: object[] }).excludeCredentials).toMatchObject([
      { id: made["id"] },
    ]);
    const remove = (who: SignedInUser) =>
      who.call("DELETE", `/v1/session/passkeys/${String(made["id"])}`, undefined, from());
    expect((await remove(await newUser())).body).toEqual({ deleted: false });
    expect((await remove(user)).body).toEqual({ deleted: true });
    expect((await user.call("GET", "/v1/session/passkeys")).body).toEqual({ passkeys: [] });
    for (const msg of ["A passkey was registered", "A passkey was deleted"])
      expect(gateway.logs).toContainEqual(expect.objectContaining({ msg, method: "passkey" }));
  });

  it("sign in without a name and without a code", async () => {
    const { user, authenticator } = await registered();
    await gateway.storage.sql.updateTable("users").set({ totpSince: 1 }).execute();
    const { id, name } = (await user.call("GET", "/v1/session")).body["user"] as { id: string; name: string };
    for (let i = 0; i < 2; i++) {
      const body = await open();
      const answer = await enter(body["ticket"], authenticator.get(challengeOf(body), HERE, id), { remember: true });
      expect(answer.body).toMatchObject({ user: { name }, method: "passkey" });
      expect((await userOf(gateway, answer).call("GET", "/v1/stats")).status).toBe(200);
    }
    await gateway.storage.sql.updateTable("users").set({ totpSince: null }).execute();
    expect((await user.call("GET", "/v1/session/passkeys")).body).toMatchObject({
      passkeys: [{ lastUsed: expect.any(String) as string }],
    });
  });

  it("have challenges of five minutes, for one answer, of one kind and one session", async () => {
    const { user, authenticator } = await registered();
    const invalid = { code: "TicketInvalid" };
    const used = await open();
    expect((await enter(used["ticket"], authenticator.get(challengeOf(used), HERE))).status).toBe(200);
    expect((await enter(used["ticket"], authenticator.get(challengeOf(used), HERE))).body).toMatchObject(invalid);
    const failed = await open();
    expect((await enter(failed["ticket"], {})).body).toMatchObject({ statusCode: 401, code: "InvalidPasskey" });
    expect((await enter(failed["ticket"], authenticator.get(challengeOf(failed), HERE))).body).toMatchObject(invalid);
    const late = await open();
    gateway.moveClock(5 * 60_000);
    expect((await enter(late["ticket"], authenticator.get(challengeOf(late), HERE))).body).toMatchObject(invalid);
    const registration = await begin(user);
    expect(
      (await enter(registration["ticket"], authenticator.get(challengeOf(registration), HERE))).body,
    ).toMatchObject(invalid);
    const signingIn = await open();
    const another = new SoftwareAuthenticator();
    expect((await create(user, signingIn["ticket"], another.create(challengeOf(signingIn), HERE))).body).toMatchObject(
      invalid,
    );
    const mine = await begin(user);
    expect((await create(await newUser(), mine["ticket"], another.create(challengeOf(mine), HERE))).body).toMatchObject(
      invalid,
    );
    // Of two that are open, each belongs to its own challenge.
    const [one, two] = [await open(), await open()];
    expect((await enter(one["ticket"], authenticator.get(challengeOf(two), HERE))).body).toMatchObject({
      code: "InvalidPasskey",
    });
  });

  it("are refused from another site, without a verified user, unknown, copied, or of somebody disabled", async () => {
    const { user, authenticator } = await registered();
    const before = await signInCounts(gateway);
    const tried = async (answer: (challenge: string) => object) => {
      const body = await open();
      return (await enter(body["ticket"], answer(challengeOf(body)))).body;
    };
    const refused = { statusCode: 401, code: "InvalidPasskey" };
    expect(await tried((c) => authenticator.get(c, { ...HERE, origin: "https://evil.example" }))).toMatchObject(
      refused,
    );
    expect(await tried((c) => authenticator.get(c, { ...HERE, rpId: "evil.example" }))).toMatchObject(refused);
    expect(await tried((c) => authenticator.get(c, { ...HERE, isVerified: false }))).toMatchObject(refused);
    expect(await tried((c) => new SoftwareAuthenticator().get(c, HERE))).toMatchObject(refused);
    expect(await tried((c) => authenticator.get(c, HERE))).toMatchObject({ method: "passkey" });
    authenticator.rewind();
    expect(await tried((c) => authenticator.get(c, HERE))).toMatchObject(refused);
    const body = await begin(user);
    const unverified = new SoftwareAuthenticator().create(challengeOf(body), { ...HERE, isVerified: false });
    expect((await create(user, body["ticket"], unverified)).body).toMatchObject({
      statusCode: 400,
      code: "InvalidPasskey",
    });
    await gateway.storage.sql.updateTable("users").set({ disabledAt: 1 }).execute();
    for (let i = 0; i < 9; i++) authenticator.get("", HERE);
    expect(await tried((c) => authenticator.get(c, HERE))).toMatchObject(refused);
    await gateway.storage.sql.updateTable("users").set({ disabledAt: null }).execute();
    expect(await signInCounts(gateway)).toEqual({
      ...before,
      "passkey success": (before["passkey success"] ?? 0) + 1,
      "passkey failure": (before["passkey failure"] ?? 0) + 6,
    });
  });

  it("need the setting serviceUrl, are twenty at most, go with the password, and are limited in attempts", async () => {
    const { user } = await registered();
    await gateway.set({ serviceUrl: null });
    expect(await open()).toMatchObject({ statusCode: 409, code: "PasskeysUnavailable" });
    expect(await begin(user)).toMatchObject({ statusCode: 409, code: "PasskeysUnavailable" });
    await gateway.set({ serviceUrl: HERE.origin });
    const row = await gateway.storage.sql
      .selectFrom("passkeys")
      .selectAll()
      .orderBy("createdAt", "desc")
      .executeTakeFirstOrThrow();
    const { id } = (await user.call("GET", "/v1/session")).body["user"] as { id: string };
    await gateway.storage.sql
      .insertInto("passkeys")
      .values(Array.from({ length: 19 }, (_, i) => ({ ...row, id: `${id}-${i}`, user: id })))
      .execute();
    gateway.moveClock(60_000);
    expect(await begin(user)).toMatchObject({ statusCode: 409, code: "TooManyPasskeys" });
    await user.call("PUT", "/v1/session/password", { currentPassword: PASSWORD, password: "another password" });
    expect((await user.call("GET", "/v1/session/passkeys")).body).toEqual({ passkeys: [] });
    const headers = { "x-forwarded-for": "203.0.113.9" };
    const ask = () => gateway.call("POST", "/v1/session/passkey/options", undefined, { token: null, headers });
    for (let i = 0; i < 10; i++) expect((await ask()).status).toBe(200);
    expect((await ask()).body).toMatchObject({ statusCode: 429, code: "TooManyAttempts" });
  });
});
