import { type ChatService, startChatService } from "@posthorn/fakes/chat-service";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { rolePermits } from "@posthorn/contracts/role-permits";
import { createAiSample, getAiUsage, listAiSamples, tryPrompt } from "@posthorn/contracts/ai";
import { cleanUp } from "../../workers/upkeep/upkeep.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const KEY = "sk-geheim";
const SUMMARY = { summary: "Lena asks for an offer.", sentiment: "neutral", shouldReply: true };
const CONTENT = {
  subject: "Offer",
  from: { name: "Lena", address: "lena@customer.test" },
  to: [{ address: "ada@example.com" }],
  text: "Could you make us an offer?",
  headers: { "list-id": ["<news>"], "x-private": ["yes"] },
};
const DAY_MS = 86_400_000;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

describe.each(TEST_ENGINES)("language models on %s", (engine) => {
  let gateway: TestGateway;
  let model: ChatService;
  beforeAll(async () => {
    model = await startChatService({ key: KEY });
    gateway = await createTestGateway(engine, { replace: { summaryTimeoutMs: 1000 } });
  });
  afterAll(async () => {
    await gateway.close();
    await model.close();
  });
  beforeEach(async () => {
    model.answer(SUMMARY);
    await gateway.set({ openAiAPIKey: KEY, openAiAPIUrl: model.url, openAiModel: "small" });
  });
  afterEach(async () => {
    model.forget();
    model.calls.length = 0;
    await gateway.ctx.modelUses.flush();
    await gateway.storage.sql.deleteFrom("modelUses").execute();
    await gateway.storage.sql.deleteFrom("aiSamples").execute();
  });

  const attempt = (body: Record<string, unknown>, token?: string) =>
    gateway.call("POST", "/v1/ai/try", body, token === undefined ? {} : { token });
  const usage = async (query = "") => (await gateway.call("GET", `/v1/ai/usage${query}`)).body;
  const save = (body: Record<string, unknown>) => gateway.call("POST", "/v1/ai/samples", body);

  async function message(account: string): Promise<string> {
    gateway
      .mailOf(account)
      .deliver("From: Lena <lena@customer.test>\r\nSubject: Offer\r\nX-Private: yes\r\n\r\nAn offer?");
    const { body } = await gateway.call("GET", `/v1/account/${account}/messages?path=INBOX`);
    return (body["messages"] as { id: string }[])[0]?.id ?? "";
  }

  describe("the bench", () => {
    it("tells what the model says of a mail, by the settings and by what is given instead", async () => {
      await gateway.set({ openAiPrompt: "By the settings.", openAiTemperature: 0.5 });
      expect(await attempt({ content: CONTENT })).toMatchObject({
        status: 200,
        body: {
          summary: SUMMARY,
          fault: null,
          raw: null,
          model: "small",
          usage: { promptTokens: 120, completionTokens: 30 },
          durationMs: expect.any(Number) as number,
        },
      });
      const { body } = model.calls[0] ?? {};
      expect(body).toMatchObject({ model: "small", temperature: 0.5 });
      expect(body).not.toHaveProperty("user");
      expect(body?.messages?.[0]?.content).toMatch(/^By the settings\./);
      const told = body?.messages?.[1]?.content ?? "";
      expect(JSON.parse(told)).toMatchObject({
        subject: "Offer",
        headers: { "list-id": ["<news>"] },
        text: CONTENT.text,
      });
      expect(told).not.toContain("private");

      const values = { prompt: "Otherwise.", model: "large", temperature: null, topP: 0.1, reasoningEffort: "high" };
      expect((await attempt({ content: CONTENT, ...values })).body).toMatchObject({ model: "large" });
      const other = model.calls[1]?.body;
      expect(other).toMatchObject({ model: "large", top_p: 0.1, reasoning_effort: "high" });
      expect(other).not.toHaveProperty("temperature");
      expect(other?.messages?.[0]?.content).toMatch(/^Otherwise\./);
      await gateway.set({ openAiPrompt: "", openAiTemperature: undefined });
    });

    it("takes a message of an account, which stays unread, and a saved sample", async () => {
      const account = await gateway.addConnected();
      const id = await message(account);
      expect((await attempt({ account, message: id })).body).toMatchObject({ summary: SUMMARY, fault: null });
      expect(model.calls[0]?.body).toMatchObject({ user: account });
      expect(JSON.parse(model.calls[0]?.body.messages?.[1]?.content ?? "")).toMatchObject({
        from: "Lena <lena@customer.test>",
        text: "An offer?",
      });
      const { body } = await gateway.call("GET", `/v1/account/${account}/message/${id}`);
      expect(body["unseen"]).toBe(true);

      const { id: sample } = (await save({ name: "Kept", account, message: id })).body;
      expect((await gateway.call("GET", `/v1/ai/samples/${sample}`)).body).toMatchObject({
        name: "Kept",
        content: { subject: "Offer", from: { name: "Lena" }, text: "An offer?", headers: { "x-private": ["yes"] } },
      });
      expect((await attempt({ sample })).body).toMatchObject({ summary: SUMMARY });
      expect(model.calls[1]?.body.messages?.[1]?.content).toBe(model.calls[0]?.body.messages?.[1]?.content);
    });

    it("says in words what goes wrong, and what the model wrote instead", async () => {
      const faultOf = async (body: Record<string, unknown> = {}) =>
        (await attempt({ content: CONTENT, ...body })).body["fault"];
      model.next({ content: "I would rather not." });
      expect((await attempt({ content: CONTENT })).body).toMatchObject({
        summary: null,
        fault: { kind: "invalid" },
        raw: "I would rather not.",
        usage: { promptTokens: 120 },
      });
      model.next({ status: 400, error: "No such model" });
      expect(await faultOf()).toMatchObject({ kind: "refused", message: expect.stringContaining("No such model") });
      model.next({ status: 429, headers: { "retry-after": "3600" } });
      expect(await faultOf()).toMatchObject({ kind: "limited" });
      model.next({ fault: "reset" });
      expect(await faultOf()).toMatchObject({ kind: "unavailable" });
      model.next({ fault: "hang" });
      expect(await faultOf()).toMatchObject({ kind: "timeout" });
      expect(await faultOf({ content: { subject: "Nothing else" } })).toMatchObject({ kind: "noText" });
      expect(await faultOf({ maxTokens: 1 })).toMatchObject({ kind: "refused" });
      expect(await faultOf({ preProcessingFn: "return payload.subject !== 'Offer'" })).toMatchObject({
        kind: "heldBack",
      });
      expect(await faultOf({ preProcessingFn: "throw new Error('no')" })).toEqual({
        kind: "functionFailed",
        message: "Error: no",
      });
      await gateway.set({ openAiAPIKey: "sk-wrong" });
      expect(await faultOf()).toMatchObject({ kind: "refused", message: expect.not.stringContaining("sk-") });
      await gateway.set({ openAiAPIKey: "", openAiAPIUrl: "" });
      expect(await faultOf()).toMatchObject({ kind: "notConfigured" });
    });

    it("wants exactly one mail, and one that there is", async () => {
      const fieldOf = async (body: Record<string, unknown>) =>
        ((await attempt(body)).body["fields"] as { message: string }[])[0]?.message;
      expect(await fieldOf({})).toBe('"content" is required');
      expect(await fieldOf({ message: "AAAA" })).toBe('"account" is required');
      expect(await fieldOf({ sample: "a", content: CONTENT })).toBe('"content" is not allowed together with "sample"');
      expect(await attempt({ sample: "a" })).toMatchObject({ status: 404, body: { code: "SampleNotFound" } });
      expect(await attempt({ account: "nobody", content: CONTENT })).toMatchObject({ status: 404 });
      expect((await attempt({ content: CONTENT, openAiAPIUrl: "http://elsewhere.test" })).status).toBe(400);
      expect((await attempt({ content: CONTENT, openAiAPIKey: "sk-other" })).status).toBe(400);
      expect(model.calls).toEqual([]);
    });

    it("is for tokens that name the settings, reads mail for those that may, and runs functions for none", async () => {
      const { id: sample } = (await save({ name: "Kept", content: CONTENT })).body;
      const without = await gateway.issue({ permissions: { groups: ["message"] } });
      const settings = await gateway.issue({ permissions: { groups: ["settings"] } });
      const both = await gateway.issue({ permissions: { groups: ["settings", "message"] } });
      expect((await attempt({ content: CONTENT }, without)).status).toBe(403);
      expect((await attempt({ content: CONTENT }, settings)).status).toBe(200);
      expect((await attempt({ sample }, settings)).status).toBe(403);
      expect((await attempt({ sample }, both)).status).toBe(200);
      expect((await attempt({ sample, preProcessingFn: "return 1" }, both)).status).toBe(403);
      const account = await gateway.addAccount();
      const bound = await gateway.issue({ account });
      expect((await attempt({ account, content: CONTENT }, bound)).status).toBe(403);
      expect(rolePermits("viewer", tryPrompt)).toBe(false);
      expect(rolePermits("viewer", createAiSample)).toBe(false);
      expect(rolePermits("viewer", listAiSamples)).toBe(true);
      expect(rolePermits("viewer", getAiUsage)).toBe(true);
    });

    it("tells what counts where the settings are blank", async () => {
      expect((await gateway.call("GET", "/v1/ai/defaults")).body).toEqual({
        url: "https://api.openai.com/v1",
        model: "gpt-5-mini",
        prompt: expect.stringContaining("riskAssessment") as string,
        maxTokens: 30_000,
      });
    });
  });

  describe("samples", () => {
    it("are kept sealed, listed by name, changed and deleted", async () => {
      const { id } = (await save({ name: "  Offer ", content: CONTENT })).body as { id: string };
      await save({ name: "Invoice", content: { html: "<p>Pay</p>" } });
      const list = async () =>
        (await gateway.call("GET", "/v1/ai/samples")).body["samples"] as { id: string; name: string }[];
      expect((await list()).map(({ name }) => name)).toEqual(["Invoice", "Offer"]);
      expect((await gateway.call("GET", `/v1/ai/samples/${id}`)).body).toMatchObject({
        name: "Offer",
        content: CONTENT,
      });
      const rows = await gateway.storage.sql.selectFrom("aiSamples").selectAll().execute();
      expect(JSON.stringify(rows)).not.toMatch(/lena|make us/i);

      expect((await gateway.call("PUT", `/v1/ai/samples/${id}`, { name: "Chairs" })).body).toEqual({
        updated: true,
        id,
      });
      await gateway.call("PUT", `/v1/ai/samples/${id}`, { content: { text: "Other" } });
      expect((await gateway.call("GET", `/v1/ai/samples/${id}`)).body).toMatchObject({
        name: "Chairs",
        content: { text: "Other" },
        updated: expect.any(String) as string,
      });
      expect((await gateway.call("DELETE", `/v1/ai/samples/${id}`)).body).toEqual({ deleted: true, id });
      expect((await gateway.call("DELETE", `/v1/ai/samples/${id}`)).body).toEqual({ deleted: false, id });
      expect((await gateway.call("GET", `/v1/ai/samples/${id}`)).status).toBe(404);
      expect((await gateway.call("PUT", `/v1/ai/samples/${id}`, { name: "Gone" })).status).toBe(404);
      expect(await list()).toHaveLength(1);
    });

    it("are bounded in size and number", async () => {
      expect((await save({ name: "Long", content: { text: "x".repeat(262_145) } })).status).toBe(400);
      expect((await save({ name: "No mail" })).status).toBe(400);
      const headers = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`x-${index}`, ["1"]]));
      expect((await save({ name: "Many", content: { ...CONTENT, headers } })).body).toMatchObject({
        fields: [{ key: "headers", message: '"headers" must have at most 200 items' }],
      });
      const rows = Array.from({ length: 100 }, (_, index) => ({
        id: `full-${index}`,
        name: "Full",
        content: "",
        createdAt: 1,
        updatedAt: null,
      }));
      await gateway.storage.sql.insertInto("aiSamples").values(rows).execute();
      expect(await save({ name: "One more", content: CONTENT })).toMatchObject({
        status: 409,
        body: { code: "TooManySamples", message: "There are 100 samples already" },
      });
    });
  });

  describe("usage", () => {
    it("counts calls, failures and tokens by account, model and day, of new mail and of trials", async () => {
      const account = await gateway.addConnected();
      await gateway.set({ generateEmailSummary: true });
      gateway.mailOf(account).deliver("Subject: New\r\n\r\nAn offer?");
      await vi.waitFor(async () => expect(await usage()).toMatchObject({ totals: { calls: 1 } }), { timeout: 30_000 });
      await gateway.set({ generateEmailSummary: false });
      await attempt({ account, content: CONTENT, model: "large" });
      model.next({ content: "No." }, { content: "{}", isUsageHidden: true }, { status: 400 });
      for (let turn = 0; turn < 3; turn++) await attempt({ content: CONTENT });

      const today = dayOf(Date.now());
      const of = (calls: number, failed: number, withoutUsage: number, counted: number) => ({
        calls,
        failed,
        withoutUsage,
        promptTokens: 120 * counted,
        completionTokens: 30 * counted,
      });
      expect(await usage()).toEqual({
        from: dayOf(Date.now() - 29 * DAY_MS),
        to: today,
        totals: of(5, 3, 1, 3),
        total: 2,
        page: 0,
        pages: 1,
        accounts: [
          { account, ...of(2, 0, 0, 2) },
          { account: null, ...of(3, 3, 1, 1) },
        ],
        models: [
          { model: "small", ...of(4, 3, 1, 2) },
          { model: "large", ...of(1, 0, 0, 1) },
        ],
        days: [{ day: today, ...of(5, 3, 1, 3) }],
      });
      expect(await usage(`?account=${account}`)).toMatchObject({ total: 1, totals: of(2, 0, 0, 2) });
      expect(await usage("?pageSize=1&page=1")).toMatchObject({ total: 2, pages: 2, accounts: [{ account: null }] });
      expect(await usage("?to=2026-01-02")).toMatchObject({ from: "2025-12-04", totals: of(0, 0, 0, 0), days: [] });
      const page = (await gateway.call("GET", "/metrics")).bytes.toString();
      expect(page).toMatch(/llm_tokens\{model="large",type="prompt"\} [1-9]/);
    });

    it("goes with the account, written or not", async () => {
      const account = await gateway.addAccount();
      await attempt({ account, content: CONTENT });
      expect(await usage(`?account=${account}`)).toMatchObject({ totals: { calls: 1 } });
      await attempt({ account, content: CONTENT });
      await gateway.call("DELETE", `/v1/account/${account}`);
      await gateway.addAccount({ account });
      expect(await usage(`?account=${account}`)).toMatchObject({ totals: { calls: 0 } });
    });

    it("is kept for 400 days", async () => {
      const today = Math.floor(Date.now() / DAY_MS);
      const none = { account: "", calls: 1, failed: 0, withoutUsage: 0, promptTokens: 1, completionTokens: 1 };
      await gateway.storage.sql
        .insertInto("modelUses")
        .values([399, 400].map((ago) => ({ ...none, day: today - ago, model: `m${ago}` })))
        .execute();
      await cleanUp(gateway.storage, gateway.ctx.settings, gateway.ctx.meter, Date.now());
      expect(await usage("?from=2020-01-01")).toMatchObject({ models: [{ model: "m399" }], totals: { calls: 1 } });
    });

    it("is told to a bound token of its own account, and wants days in order", async () => {
      const account = await gateway.addAccount();
      const token = await gateway.issue({ account });
      expect((await gateway.call("GET", `/v1/ai/usage?account=${account}`, undefined, { token })).status).toBe(200);
      expect((await gateway.call("GET", "/v1/ai/usage", undefined, { token })).status).toBe(403);
      expect(await usage("?from=2026-01-02&to=2026-01-01")).toMatchObject({
        statusCode: 400,
        fields: [{ key: "from" }],
      });
      expect(await usage("?from=2026-02-30")).toMatchObject({
        fields: [{ message: '"from" must be a date such as 2026-03-31' }],
      });
      expect(await usage("?account=nobody")).toMatchObject({ statusCode: 404 });
    });
  });
});
