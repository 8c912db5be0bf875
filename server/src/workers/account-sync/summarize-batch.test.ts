import { type ChatService, startChatService } from "@posthorn/fakes/chat-service";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTestGateway, type TestGateway } from "../../services/testing.ts";

const WAIT = { interval: 20, timeout: 30_000 };
const KEY = "sk-geheim";
const SUMMARY = {
  summary: "Lena asks for an offer.",
  sentiment: "neutral",
  shouldReply: true,
  riskAssessment: { risk: 2, assessment: "An unknown sender." },
  events: [],
  actions: [{ description: "Send an offer", dueDate: "2026-03-06" }],
  topic: "sales",
};

// What is told does not depend on the database.
describe("new mail and a model", () => {
  let gateway: TestGateway;
  let model: ChatService;
  beforeEach(async () => {
    model = await startChatService({ key: KEY });
    gateway = await createTestGateway("sqlite", { replace: { summaryTimeoutMs: 60_000 } });
    model.answer(SUMMARY);
  });
  afterEach(async () => {
    await gateway.close();
    await model.close();
  });

  const switchOn = (more: Parameters<TestGateway["set"]>[0] = {}, on = gateway) =>
    on.set({ generateEmailSummary: true, openAiAPIKey: KEY, openAiAPIUrl: model.url, ...more });
  const mail = (subject: string, text = "Could you make us an offer?") =>
    `From: Lena <lena@customer.test>\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@x.test>\r\n` +
    `Authentication-Results: mx; spf=pass\r\nX-Private: yes\r\n\r\n${text}`;
  const toldOf = async (account: string, on = gateway) =>
    (
      await on.storage.sql
        .selectFrom("events")
        .select("payload")
        .where("account", "=", account)
        .where("name", "=", "messageNew")
        .orderBy("seq")
        .execute()
    ).map(({ payload }) => (JSON.parse(payload) as { data: Record<string, unknown> }).data);
  const told = (account: string, count: number, on = gateway) =>
    vi.waitFor(async () => {
      const messages = await toldOf(account, on);
      expect(messages).toHaveLength(count);
      return messages;
    }, WAIT);
  const metric = async (line: string) =>
    expect((await gateway.call("GET", "/metrics")).bytes.toString()).toContain(line);
  const reasons = (on = gateway) =>
    on.logs.filter(({ msg }) => msg === "A message is told without its summary").map(({ outcome }) => outcome);

  it("is told with what the model says of it, and what that cost is counted", async () => {
    await switchOn();
    const account = await gateway.addConnected();
    gateway.mailOf(account).deliver(mail("offer"));
    const [message] = await told(account, 1);
    expect(message).toMatchObject({ subject: "offer", summary: SUMMARY, seemsLikeNew: true });
    expect(message).not.toHaveProperty("riskAssessment");
    expect(message).not.toHaveProperty("headers");
    const { body, authorization } = model.calls[0] ?? {};
    expect(authorization).toBe(`Bearer ${KEY}`);
    expect(body).toMatchObject({ model: "gpt-5-mini", reasoning_effort: "low", user: account });
    expect(JSON.parse(body?.messages?.[1]?.content ?? "")).toMatchObject({
      subject: "offer",
      headers: { "authentication-results": ["mx; spf=pass"] },
      text: "Could you make us an offer?",
    });
    expect(JSON.stringify(body)).not.toContain("X-Private");
    await metric('posthorn_ai_requests{outcome="answered"} 1');
    await metric('llm_tokens{model="gpt-5-mini",type="prompt"} 120');
    await metric('llm_tokens{model="gpt-5-mini",type="completion"} 30');
  });

  it("is told as before as long as nothing, or no service, is switched on", async () => {
    const account = await gateway.addConnected();
    gateway.mailOf(account).deliver(mail("one"));
    await told(account, 1);
    await gateway.set({ generateEmailSummary: true });
    gateway.mailOf(account).deliver(mail("two"));
    expect((await told(account, 2)).some((message) => "summary" in message)).toBe(false);
    expect(model.calls).toEqual([]);
  });

  it("goes by the settings of the moment, and has the old shape where that is wanted", async () => {
    const account = await gateway.addConnected();
    await switchOn({
      openAiModel: "llama3.2",
      openAiPrompt: "Tell the topic.",
      openAiTemperature: 0.5,
      openAiTopP: 0,
      openAiReasoningEffort: "high",
      compatAiSummary: true,
      notifyText: false,
    });
    gateway.mailOf(account).deliver(mail("offer"));
    const [message] = await told(account, 1);
    expect(message).toMatchObject({ summary: SUMMARY, riskAssessment: SUMMARY.riskAssessment });
    expect(message?.["text"]).not.toHaveProperty("plain");
    const { body } = model.calls[0] ?? {};
    expect(body).toMatchObject({ model: "llama3.2", temperature: 0.5, top_p: 0, reasoning_effort: "high" });
    expect(body?.messages?.[0]?.content).toMatch(/^Tell the topic\./);
  });

  it("needs no key for a service of one's own", async () => {
    const own = await startChatService();
    own.answer({ summary: "Short." });
    await gateway.set({ generateEmailSummary: true, openAiAPIUrl: own.url });
    const account = await gateway.addConnected();
    gateway.mailOf(account).deliver(mail("offer"));
    expect((await told(account, 1))[0]).toMatchObject({ summary: { summary: "Short." } });
    expect(own.calls[0]?.authorization).toBeUndefined();
    await own.close();
  });

  it("is shown to the model only in the inbox, if it has a text and is not old", async () => {
    await switchOn();
    const account = await gateway.addConnected({ notifyFrom: "2026-01-01T00:00:00.000Z" });
    const server = gateway.mailOf(account);
    server.deliver(mail("spam"), "Junk");
    server.deliver(mail("empty", ""));
    server.deliver(mail("old"), "INBOX", new Date("2025-01-01"));
    server.deliver(mail("offer"), "INBOX", new Date("2026-02-01"));
    const messages = await told(account, 4);
    expect(messages.filter((message) => "summary" in message).map(({ subject }) => subject)).toEqual(["offer"]);
    expect(model.calls).toHaveLength(1);
  });

  it("is passed by the filter, which sees it in both shapes", async () => {
    await switchOn({
      scriptEnv: '{"word":"offer"}',
      openAiPreProcessingFn:
        "return payload.subject.includes(env.word) && payload.data.text.plain && payload.account.startsWith('ada');",
    });
    const account = await gateway.addConnected();
    gateway.mailOf(account).deliver(mail("news"));
    gateway.mailOf(account).deliver(mail("offer"));
    const messages = await told(account, 2);
    expect(messages.filter((message) => "summary" in message).map(({ subject }) => subject)).toEqual(["offer"]);
    await gateway.set({ openAiPreProcessingFn: "return payload.nothing.here;" });
    gateway.mailOf(account).deliver(mail("offer-2"));
    expect((await told(account, 3))[2]).not.toHaveProperty("summary");
    expect(gateway.logs).toContainEqual(
      expect.objectContaining({ account, msg: "A message gets no summary, as openAiPreProcessingFn failed" }),
    );
    expect(model.calls).toHaveLength(1);
  });

  it("is told without a summary whatever the model does, which is logged and counted", async () => {
    await switchOn();
    const account = await gateway.addConnected();
    const now = { headers: { "retry-after": "0" } };
    const faults = [
      { turns: [{ status: 401, error: `Incorrect key ${KEY}` }], outcome: "refused" },
      {
        turns: [
          { status: 429, ...now },
          { status: 429, ...now },
        ],
        outcome: "limited",
      },
      {
        turns: [
          { status: 500, ...now },
          { status: 502, ...now },
        ],
        outcome: "unavailable",
      },
      { turns: [{ fault: "reset" }], outcome: "unavailable" },
      { turns: [{ fault: "flood" }], outcome: "invalid" },
      { turns: [{ fault: "garbage" }], outcome: "invalid" },
      { turns: [{ content: "I can't help with that." }], outcome: "invalid" },
      { turns: [{ content: '{"_hidden":1,"summary":""}' }], outcome: "invalid" },
    ] as const;
    for (const [index, { turns }] of faults.entries()) {
      model.next(...turns);
      gateway.mailOf(account).deliver(mail(`mail-${index}`));
      expect((await told(account, index + 1))[index]).not.toHaveProperty("summary");
    }
    expect(reasons()).toEqual(faults.map(({ outcome }) => outcome));
    expect(JSON.stringify(gateway.logs)).not.toContain(KEY);
    await metric('posthorn_ai_requests{outcome="invalid"} 4');
    gateway.mailOf(account).deliver(mail("after"));
    expect((await told(account, 9))[8]).toMatchObject({ summary: SUMMARY });
  });

  it("of one batch is shown to it side by side, five at most, in order", async () => {
    await switchOn();
    const account = await gateway.addAccount({ notifyFrom: null });
    const server = gateway.mailOf(account);
    await gateway.waitForState(account, "connected");
    server.disconnect();
    for (let number = 0; number < 12; number++) server.deliver(mail(`mail-${number}`));
    const messages = await told(account, 12);
    expect(messages.map(({ subject }) => subject)).toEqual(Array.from({ length: 12 }, (_, number) => `mail-${number}`));
    expect(messages.every((message) => "summary" in message)).toBe(true);
    expect(model.counts.peak).toBeLessThanOrEqual(5);
  });

  it("does not wait for it longer than the time allowed", async () => {
    const hasty = await createTestGateway("sqlite", { replace: { summaryTimeoutMs: 100 } });
    await switchOn({}, hasty);
    const account = await hasty.addConnected();
    model.next({ fault: "hang" });
    hasty.mailOf(account).deliver(mail("offer"));
    expect((await told(account, 1, hasty))[0]).not.toHaveProperty("summary");
    expect(reasons(hasty)).toEqual(["timeout"]);
    await hasty.close();
  });

  it("is shown no more for a while to a service that does not answer", async () => {
    const timed = await createTestGateway("sqlite", { ownClock: true });
    await switchOn({}, timed);
    const account = await timed.addConnected();
    for (let number = 1; number <= 4; number++) {
      model.next({ fault: "reset" });
      timed.mailOf(account).deliver(mail(`mail-${number}`));
      await told(account, number, timed);
    }
    expect(model.calls).toHaveLength(3);
    expect((await timed.call("GET", "/metrics")).bytes.toString()).toContain(
      'posthorn_ai_requests{outcome="paused"} 1',
    );
    model.forget();
    timed.moveClock(60_001);
    timed.mailOf(account).deliver(mail("after"));
    expect((await told(account, 5, timed))[4]).toMatchObject({ summary: SUMMARY });
    await timed.close();
  });

  it("is told after a stop in the middle, once, with its summary", async () => {
    await switchOn();
    const account = await gateway.addConnected();
    model.next({ fault: "hang" });
    gateway.mailOf(account).deliver(mail("offer"));
    await vi.waitFor(() => expect(model.calls).toHaveLength(1), WAIT);
    await gateway.stop();
    await vi.waitFor(() => expect(model.counts.open).toBe(0), WAIT);
    expect(reasons()).toEqual([]);
    const next = await createTestGateway("sqlite", { after: gateway });
    expect(await told(account, 1, next)).toMatchObject([{ subject: "offer", summary: SUMMARY }]);
    await next.close();
  });
});
