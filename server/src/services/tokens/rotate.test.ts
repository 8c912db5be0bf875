import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenIdOf } from "../../core/token-rules.ts";
import { findToken } from "../../storage/tokens.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { addUser, signIn, type SignedInUser } from "../sessions/testing.ts";
import { createTestGateway, newAccountId, type TestGateway } from "../testing.ts";

const MINUTE = 60_000;
const NOT_FOUND = { statusCode: 404, code: "NotFound", message: "Requested access token was not found" };
const NARROWED = { permissions: { actions: ["read"] } };

describe.each(TEST_ENGINES)("rotating a token on %s", (engine) => {
  let gateway: TestGateway;
  let ada: SignedInUser;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false, ownClock: true });
    ada = await signIn(gateway, await addUser(gateway, "Ada"));
  });
  afterAll(() => gateway.close());

  const rotate = (token: string, body: unknown = {}, by = gateway.token) =>
    gateway.call("POST", `/v1/tokens/${token}/rotate`, body, { token: by });
  const answerTo = async (token: string, url = "/v1/stats") =>
    (await gateway.call("GET", url, undefined, { token })).status;
  const shown = async (id: unknown) => (await gateway.call("GET", `/v1/tokens/${String(id)}`)).body;

  it("keeps all but value and id, and ends the old value at once", async () => {
    const account = await gateway.addAccount();
    const given = {
      account,
      description: "The app",
      scopes: ["api", "smtp"],
      metadata: '{"a":1}',
      restrictions: { addresses: ["127.0.0.1"], rateLimit: { maxRequests: 50, timeWindow: 1 } },
      permissions: { actions: ["read"] },
      expires: new Date(Date.now() + 60 * MINUTE).toISOString(),
    };
    const first = (await gateway.call("POST", "/v1/tokens", given)).body;
    const old = String(first["token"]);
    expect(await answerTo(old, `/v1/account/${account}`)).toBe(200);
    const { status, body } = await rotate(String(first["id"]).toUpperCase());
    expect(status).toBe(200);
    const value = String(body["token"]);
    expect(body).toEqual({
      token: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      id: tokenIdOf(value),
      expires: given.expires,
      previous: { id: first["id"], until: null },
    });
    expect(await shown(body["id"])).toEqual({
      ...given,
      id: body["id"],
      remoteAddress: "127.0.0.1",
      created: expect.any(String) as string,
      access: { time: null, ip: null },
    });
    expect(await answerTo(old, `/v1/account/${account}`)).toBe(401);
    expect(await shown(first["id"])).toMatchObject(NOT_FOUND);
    expect(await answerTo(value, `/v1/account/${account}`)).toBe(200);
    // What hangs on the old one hears of its end; the log names ids only.
    expect(gateway.logs).toContainEqual(
      expect.objectContaining({
        msg: "An access token was rotated",
        tokenId: body["id"],
        previousTokenId: first["id"],
      }),
    );
    for (const secret of [old, value]) expect(JSON.stringify(gateway.logs)).not.toContain(secret);
  });

  it("lets the old value work for a while, and no longer than it was to", async () => {
    const lasting = await gateway.issue(NARROWED);
    const { body } = await rotate(lasting, { keepFor: 60 });
    const until = new Date(Date.now() + MINUTE).toISOString();
    expect(body).toMatchObject({ previous: { id: tokenIdOf(lasting), until } });
    expect(body).not.toHaveProperty("expires");
    const expires = new Date(Date.now() + 30_000).toISOString();
    const short = await gateway.issue({ ...NARROWED, expiresAt: Date.parse(expires) });
    expect((await rotate(short, { keepFor: 60 })).body).toMatchObject({ expires, previous: { until: expires } });
    for (const token of [lasting, short, String(body["token"])]) expect(await answerTo(token)).toBe(200);
    gateway.moveClock(30_001);
    expect(await Promise.all([lasting, short].map((token) => answerTo(token)))).toEqual([200, 401]);
    gateway.moveClock(30_000);
    expect(await answerTo(lasting)).toBe(401);
    expect(await answerTo(String(body["token"]))).toBe(200);
  });

  it("hints at the end of the old one as its deletion does", async () => {
    const token = await gateway.issue(NARROWED);
    const hints: string[] = [];
    const stop = gateway.storage.onHint((topic) => void hints.push(topic));
    await rotate(token);
    stop();
    expect(hints).toContain(`token:${tokenIdOf(token)}`);
  });

  it("makes one successor, however many ask at once", async () => {
    const token = await gateway.issue({ ...NARROWED, description: "wanted" });
    const answers = await Promise.all(Array.from({ length: 5 }, () => rotate(token)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404, 404, 404]);
    expect((await gateway.call("GET", "/v1/tokens?query=wanted")).body).toMatchObject({ total: 1 });
  });

  it("is open to a token for itself, with all that it is", async () => {
    const token = await gateway.issue({ scopes: ["api", "metrics"] });
    const { status, body } = await rotate(token, {}, token);
    expect(status).toBe(200);
    expect([await answerTo(token), await answerTo(String(body["token"]))]).toEqual([401, 200]);
    const imported = await gateway.issue({ scopes: null });
    expect((await findToken(gateway.storage, String((await rotate(imported, {}, imported)).body["id"])))?.scopes).toBe(
      null,
    );
  });

  it("hands out no more than making a token does", async () => {
    const caller = await gateway.issue();
    const refused = { statusCode: 403, message: "Unauthorized scope" };
    for (const [scopes, requestedScope] of [
      [["api", "metrics"], "metrics"],
      [["*"], "*"],
      [null, "*"],
    ] as const) {
      const target = await gateway.issue({ ...NARROWED, scopes: scopes && [...scopes] });
      expect((await rotate(target, {}, caller)).body).toMatchObject({ ...refused, requestedScope });
      expect((await rotate(target)).status).toBe(200);
    }
    const unbounded = await gateway.issue();
    const { body } = await rotate(unbounded);
    expect(body).toMatchObject({ statusCode: 403, message: expect.stringContaining("neither bound nor narrowed") });
    expect(await answerTo(unbounded)).toBe(200);
    const bound = await gateway.issue({ account: await gateway.addAccount() });
    expect((await rotate(bound, {}, caller)).status).toBe(200);
    // People may decide so.
    expect((await ada.call("POST", `/v1/tokens/${unbounded}/rotate`, {})).status).toBe(200);
  });

  it("is closed to those who may make no tokens", async () => {
    const token = await gateway.issue(NARROWED);
    for (const more of [NARROWED, { account: newAccountId() }, { scopes: ["metrics"] }]) {
      const caller = await gateway.issue(more);
      expect((await rotate(token, {}, caller)).status).toBe(403);
      expect((await rotate(caller, {}, caller)).status).toBe(403);
    }
    expect(await answerTo(token)).toBe(200);
  });

  it("knows no token that is unknown, or has expired", async () => {
    const expired = await gateway.issue({ ...NARROWED, expiresAt: Date.now() - 1 });
    for (const token of ["f".repeat(64), expired, tokenIdOf(expired)])
      expect((await rotate(token)).body).toMatchObject(NOT_FOUND);
    expect((await rotate("nonsense")).status).toBe(400);
  });

  it("refuses a time out of bounds, by name, and changes nothing", async () => {
    const token = await gateway.issue(NARROWED);
    for (const keepFor of [-1, 604_801, 1.5, "soon"]) {
      const { status, body } = await rotate(token, { keepFor });
      expect(status).toBe(400);
      expect(body).toMatchObject({ fields: [{ path: "body.keepFor" }] });
    }
    expect(await answerTo(token)).toBe(200);
    expect((await rotate(token, { keepFor: 604_800 })).status).toBe(200);
  });
});
