import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SendError } from "../../core/mail-backend.ts";
import { createTestGateway, type TestGateway } from "../../services/testing.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";

const WAIT = { interval: 20, timeout: 30_000 };

describe.each(TEST_ENGINES)("mail whose server wants a pause on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  beforeEach(async () => {
    gateway = await createTestGateway(engine, { ownClock: true });
    account = await gateway.addConnected();
  });
  afterEach(() => gateway.close());

  const refuseNext = (smtpResponse: string, smtpCommand: string) =>
    gateway.mailOf(account).failNext(
      "send",
      new SendError("Not now", { code: "EENVELOPE", smtpResponse, smtpResponseCode: Number(smtpResponse.slice(0, 3)), smtpCommand }), // prettier-ignore
    );
  async function submit(to = "bob@example.com", from = account): Promise<string> {
    const body = { to: { address: to }, text: "x", copy: false };
    return String((await gateway.call("POST", `/v1/account/${from}/submit`, body)).body["queueId"]);
  }
  const entry = async (id: string) => (await gateway.call("GET", `/v1/outbox/${id}`)).body;
  const hasFailed = (id: string, times: number) =>
    vi.waitFor(async () => expect(await entry(id)).toMatchObject({ state: "delayed", attemptsMade: times }), WAIT);
  const isSent = (count: number, by = account) =>
    vi.waitFor(() => expect(gateway.mailOf(by).sent).toHaveLength(count), WAIT);

  it("waits with what was refused, without a try of its own, and goes afterwards", async () => {
    refuseNext("421 4.7.0 Too many connections", "MAIL FROM");
    const first = await submit();
    await hasFailed(first, 1);
    const second = await submit();
    await vi.waitFor(async () => expect(await entry(second)).toMatchObject({ state: "delayed", waitingFor: "throttled", attemptsMade: 0, waitingReason: expect.stringContaining("pauses") as string }), WAIT); // prettier-ignore
    expect((await entry(second))["nextAttempt"]).toBe((await entry(first))["nextAttempt"]);
    const other = await gateway.addAccount();
    await submit("bob@example.com", other);
    await isSent(1, other);
    gateway.moveClock(5000);
    await isSent(2);
    const holds = () => gateway.storage.sql.selectFrom("sendingHolds").select("scope").execute();
    await vi.waitFor(async () => expect(await holds()).toEqual([]), WAIT);
  });

  it("waits longer each time that is asked again", async () => {
    refuseNext("451 4.7.1 Slow down", "DATA");
    const id = await submit();
    const pause = async () => {
      const { nextAttempt, attemptHistory } = await entry(id);
      const [last] = (attemptHistory as { time: string }[]).slice(-1);
      return Date.parse(String(nextAttempt)) - Date.parse(last?.time ?? "");
    };
    await hasFailed(id, 1);
    const first = await pause();
    for (let i = 2; i <= 4; i++) {
      refuseNext("451 4.7.1 Slow down", "DATA");
      gateway.moveClock(60_000);
      await hasFailed(id, i);
    }
    expect(await pause()).toBeGreaterThan(4 * first);
    const { times } = await gateway.storage.sql.selectFrom("sendingHolds").selectAll().executeTakeFirstOrThrow();
    expect(times).toBe(4);
  });

  it("waits for one domain where only that is meant", async () => {
    refuseNext("450 4.7.1 Greylisted", "RCPT TO");
    await hasFailed(await submit("bob@example.com"), 1);
    const waiting = await submit("kim@EXAMPLE.com");
    await vi.waitFor(async () => expect((await entry(waiting))["waitingFor"]).toBe("throttled"), WAIT);
    await submit("ana@example.org");
    await isSent(1);
    gateway.moveClock(5000);
    await isSent(3);
  });

  it("does not wait for what was said of the message alone", async () => {
    refuseNext("452 4.2.2 Mailbox full", "RCPT TO");
    await hasFailed(await submit(), 1);
    await submit();
    await isSent(1);
  });

  it("lets single messages pass by the copies of a mail merge", async () => {
    await gateway.call("PUT", "/v1/settings/queue/submit", { paused: true });
    const backend = await gateway.ctx.mail.open(account);
    const send = backend.send.bind(backend);
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    backend.send = async (message, options) => {
      if (message.envelope.to[0] !== "bob@example.com") await held;
      return send(message, options);
    };
    const mailMerge = Array.from({ length: 30 }, (_, i) => ({ to: { address: `n${i}@example.com` } }));
    await gateway.call("POST", `/v1/account/${account}/submit`, { mailMerge, text: "x", copy: false });
    await submit("bob@example.com");
    await gateway.call("PUT", "/v1/settings/queue/submit", { paused: false });
    await isSent(1);
    expect(gateway.mailOf(account).sent[0]?.envelope.to).toEqual(["bob@example.com"]);
    letGo();
    await isSent(31);
  });
});
