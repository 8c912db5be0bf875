import { createHmac } from "node:crypto";
import { SETTING_KEYS, SETTINGS } from "@posthorn/contracts/settings";
import { COMPATIBLE_EVENT_NAMES } from "@posthorn/contracts/events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSettings } from "../../storage/settings.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("/v1/settings on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, {
      start: false,
      env: { POSTHORN_QUEUE_KEEP_FAILED: "7", EENGINE_TOKEN_LOG_AGE: "2d" },
    });
  });
  afterAll(() => gateway.close());

  const post = (body: Record<string, unknown>, token?: string) =>
    gateway.call("POST", "/v1/settings", body, token === undefined ? {} : { token });
  const get = async (...keys: string[]) =>
    (await gateway.call("GET", `/v1/settings?${keys.map((key) => `${key}=true`).join("&")}`)).body;

  it("tells only what is asked for, and null for what was never set", async () => {
    expect(await get()).toEqual({});
    expect(await get("webhooksEnabled", "notifyText", "notifyTextSize", "queueKeep")).toEqual({
      webhooksEnabled: null,
      notifyText: true,
      notifyTextSize: 2_097_152,
      queueKeep: 0,
    });
    expect((await gateway.call("GET", "/v1/settings?notifyText=false")).body).toEqual({});
    expect((await gateway.call("GET", "/v1/settings?nonsense=true")).status).toBe(400);
    expect(await get("eventTypes")).toEqual({ eventTypes: [...COMPATIBLE_EVENT_NAMES] });
    expect(COMPATIBLE_EVENT_NAMES).toHaveLength(24);
  });

  it("believes X-Forwarded-For from the moment that enableApiProxy is on", async () => {
    const { body } = await gateway.call("POST", "/v1/tokens", {
      description: "from one address",
      scopes: ["api"],
      permissions: { actions: ["read"] },
      restrictions: { addresses: ["198.51.100.7"] },
    });
    const more = { token: String(body["token"]), headers: { "x-forwarded-for": "198.51.100.7" } };
    const status = async () => (await gateway.call("GET", "/v1/stats", undefined, more)).status;
    expect(await status()).toBe(403);
    await post({ enableApiProxy: true });
    expect(await status()).toBe(200);
    await post({ enableApiProxy: null });
    expect(await status()).toBe(403);
  });

  it("changes at once what is sent, and names it", async () => {
    expect((await post({ webhooksEnabled: true, webhookEvents: "messageNew", locale: "fr" })).body).toEqual({
      updated: ["webhooksEnabled", "webhookEvents", "locale"],
    });
    expect(await get("webhooksEnabled", "webhookEvents", "locale")).toEqual({
      webhooksEnabled: true,
      webhookEvents: ["messageNew"],
      locale: "fr",
    });
    const again = await openSettings(gateway.storage);
    expect(again.get("webhookEvents")).toEqual(["messageNew"]);
    // Errors of later tests are told in English again.
    await post({ locale: null });
  });

  it("resets by null", async () => {
    await post({ inboxNewOnly: true, deliveryAttempts: 3 });
    expect((await post({ inboxNewOnly: null, deliveryAttempts: null })).body).toEqual({
      updated: ["inboxNewOnly", "deliveryAttempts"],
    });
    expect(await get("inboxNewOnly", "deliveryAttempts")).toEqual({ inboxNewOnly: null, deliveryAttempts: null });
    expect(gateway.ctx.settings.get("deliveryAttempts")).toBe(10);
  });

  it("keeps only the origin of its own URL", async () => {
    await post({ serviceUrl: "https://mail.example.com/some/path?x" });
    expect(await get("serviceUrl")).toEqual({ serviceUrl: "https://mail.example.com" });
    await post({ serviceUrl: "" });
    expect(await get("serviceUrl")).toEqual({ serviceUrl: "" });
  });

  it("shows no secret, skips a mask that comes back unchanged, and refuses any other", async () => {
    const secret = {
      webhooks: "https://ada:secret@hooks.example.com/x",
      proxyUrl: "socks5://ada:secret@proxy.example.com:1080",
      httpProxyUrl: "http://ada:secret@proxy.example.com/",
      webhooksCustomHeaders: [{ key: "Authorization", value: "secret" }],
    };
    expect((await post(secret)).body["updated"]).toHaveLength(4);
    const shown = await get(...Object.keys(secret));
    expect(JSON.stringify(shown)).not.toContain("secret");
    expect(shown).toMatchObject({
      webhooks: "https://******:******@hooks.example.com/x",
      webhooksCustomHeaders: [{ key: "Authorization", value: "******" }],
    });
    expect((await post(shown)).body).toEqual({ updated: [] });
    expect(gateway.ctx.settings.get("webhooks")).toBe(secret.webhooks);
    for (const body of [
      { webhooks: "https://******:******@elsewhere.example.com/x" },
      {
        webhooksCustomHeaders: [
          { key: "Authorization", value: "******" },
          { key: "X-A", value: "1" },
        ],
      },
      { serviceSecret: "******" },
    ]) {
      const { status, body: answer } = await post({ ...body, inboxNewOnly: true });
      expect({ status, path: (answer["fields"] as { path: string }[])[0]?.path }).toEqual({
        status: 400,
        path: `body.${Object.keys(body)[0]}`,
      });
    }
    // All or nothing.
    expect(await get("inboxNewOnly")).toEqual({ inboxNewOnly: null });
    const rows = await gateway.storage.sql.selectFrom("settings").select("value").execute();
    expect(JSON.stringify(rows)).not.toContain("secret@");
    await post({ webhooks: null, webhooksCustomHeaders: [] });
  });

  it("always has a key for signatures: blank is ignored, null makes a new one", async () => {
    const first = gateway.ctx.settings.get("serviceSecret");
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(await get("serviceSecret")).toEqual({ serviceSecret: true });
    expect((await post({ serviceSecret: "" })).body).toEqual({ updated: [] });
    expect(gateway.ctx.settings.get("serviceSecret")).toBe(first);
    expect((await post({ serviceSecret: "mine" })).body).toEqual({ updated: ["serviceSecret"] });
    expect(gateway.ctx.settings.get("serviceSecret")).toBe("mine");
    expect((await post({ serviceSecret: null })).body).toEqual({ updated: ["serviceSecret"] });
    const fresh = gateway.ctx.settings.get("serviceSecret") ?? "";
    expect(fresh).toMatch(/^[0-9a-f]{32}$/);
    expect(createHmac("sha256", fresh).digest("hex")).not.toBe(createHmac("sha256", first ?? "").digest("hex"));
  });

  it("is decided by the environment where that says so", async () => {
    expect(await get("queueKeepFailed")).toEqual({ queueKeepFailed: 7 });
    await post({ queueKeepFailed: 9, tokenLogAge: 1 });
    expect(await get("queueKeepFailed", "tokenLogAge")).toEqual({ queueKeepFailed: 7, tokenLogAge: 172_800 });
  });

  it("keeps privileged settings from narrowed tokens, for reading and for writing", async () => {
    const token = await gateway.issue({ permissions: { groups: ["settings"] } });
    for (const key of SETTING_KEYS.filter((one) => SETTINGS[one].privileged)) {
      const read = await gateway.call("GET", `/v1/settings?${key}=true&notifyText=true`, undefined, { token });
      expect(read.body).toMatchObject({ statusCode: 403, message: "Unauthorized permission", settings: [key] });
      expect((await post({ [key]: null }, token)).body).toMatchObject({ statusCode: 403, settings: [key] });
    }
    expect((await post({ notifyText: true }, token)).body).toEqual({ updated: ["notifyText"] });
  });

  it("takes and drops what old clients send", async () => {
    const body = { documentStoreEnabled: true, openAiGenerateEmbeddings: true, generateRiskAssessment: false };
    expect((await post(body)).body).toEqual({ updated: [] });
  });
});

describe("POSTHORN_SETTINGS", () => {
  it("is written at the start; what it does not know is told to the log", async () => {
    const gateway = await createTestGateway("sqlite", {
      start: false,
      env: { POSTHORN_SETTINGS: '{"locale":"de","nonsense":1}' },
    });
    expect(gateway.ctx.settings.get("locale")).toBe("de");
    expect(gateway.logs).toContainEqual(expect.objectContaining({ keys: ["nonsense"] }));
    await gateway.close();
  });

  it("stops the start when it makes no sense", async () => {
    const env = { POSTHORN_SETTINGS: '{"locale":"klingon"}' };
    await expect(createTestGateway("sqlite", { start: false, env })).rejects.toMatchObject({ name: "StartError" });
  });
});
