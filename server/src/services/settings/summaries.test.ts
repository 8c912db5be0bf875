import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("settings of summaries on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
  });
  afterAll(() => gateway.close());
  const post = async (body: Record<string, unknown>) => (await gateway.call("POST", "/v1/settings", body)).body;
  const read = async (key: string) => (await gateway.call("GET", `/v1/settings?${key}=true`)).body[key];

  it("switch texts on when they are switched on, and only then", async () => {
    await post({ notifyText: false });
    expect(await post({ generateEmailSummary: true })).toEqual({ updated: ["generateEmailSummary", "notifyText"] });
    expect(await read("notifyText")).toBe(true);
    await post({ notifyText: false });
    expect(await post({ generateEmailSummary: true })).toEqual({ updated: ["generateEmailSummary"] });
    await post({ generateEmailSummary: false });
    expect(await read("notifyText")).toBe(false);
  });

  it("do so at the first start with them, too", async () => {
    const env = { POSTHORN_SETTINGS: '{"generateEmailSummary":true,"notifyText":false}' };
    const preset = await createTestGateway(engine, { start: false, env });
    expect(preset.ctx.settings.get("notifyText")).toBe(true);
    await preset.close();
  });

  it("keep the key to themselves", async () => {
    await post({ openAiAPIKey: "sk-geheim" });
    expect(await read("openAiAPIKey")).toBe(true);
    expect(await post({ openAiAPIKey: "" })).toEqual({ updated: [] });
    const rows = await gateway.storage.sql.selectFrom("settings").select("value").execute();
    expect(JSON.stringify(rows)).not.toContain("geheim");
    await post({ openAiAPIKey: null });
    expect(await read("openAiAPIKey")).toBe(false);
  });

  it("read blank numbers as not set", async () => {
    const numbers = { openAiTemperature: 1.5, openAiTopP: 0.5, openAiMaxTokens: 8000 };
    await post(numbers);
    for (const [key, value] of Object.entries(numbers)) {
      expect(await read(key)).toBe(value);
      expect(await post({ [key]: "" })).toEqual({ updated: [key] });
      expect(await read(key)).toBeNull();
    }
  });

  it.each([
    ["openAiTemperature", 2.1],
    ["openAiTopP", -1],
    ["openAiMaxTokens", "many"],
    ["openAiReasoningEffort", "heroic"],
    ["openAiAPIUrl", "file:///etc/passwd"],
  ])("refuse %s if it makes no sense", async (key, value) => {
    expect(await post({ [key]: value })).toMatchObject({ statusCode: 400, fields: [{ key }] });
  });
});
