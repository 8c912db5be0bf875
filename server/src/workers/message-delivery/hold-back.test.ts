import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SendError } from "../../core/mail-backend.ts";
import { createTestGateway, type TestGateway } from "../../services/testing.ts";
import { TEST_ENGINES, toldBy } from "../../storage/testing.ts";

const WAIT = { interval: 20, timeout: 30_000 };
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

describe.each(TEST_ENGINES)("mail of a refused login on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  beforeEach(async () => {
    gateway = await createTestGateway(engine, { ownClock: true });
    account = await gateway.addConnected();
  });
  afterEach(() => gateway.close());

  const refusal = () =>
    new SendError("Invalid login", { code: "EAUTH", smtpResponse: "535 5.7.8 No", smtpResponseCode: 535, smtpCommand: "AUTH PLAIN" }); // prettier-ignore
  const refuseNext = (times = 1) => {
    for (let i = 0; i < times; i++) gateway.mailOf(account).failNext("send", refusal());
  };
  async function submit(more: Record<string, unknown> = {}): Promise<string> {
    const body = { to: { address: "bob@example.com" }, text: "x", copy: false, ...more };
    return String((await gateway.call("POST", `/v1/account/${account}/submit`, body)).body["queueId"]);
  }
  const entry = async (id: string, on = gateway) => (await on.call("GET", `/v1/outbox/${id}`)).body;
  const waits = (id: string, on = gateway) =>
    vi.waitFor(async () => expect(await entry(id, on)).toMatchObject({ state: "delayed", waitingFor: "login" }), WAIT);
  const isSent = (count: number, on = gateway) =>
    vi.waitFor(() => expect(on.mailOf(account).sent).toHaveLength(count), WAIT);
  async function toldOf(id: string, on = gateway) {
    const events = await toldBy(on.storage, ["messageSent", "messageDeliveryError", "messageFailed"], account);
    return events.filter(({ data }) => data["queueId"] === id);
  }

  it("waits and says why, and goes when the credentials are changed", async () => {
    refuseNext();
    const id = await submit();
    await waits(id);
    const held = await entry(id);
    const until = String(held["nextAttempt"]);
    const waitsMs = Date.parse(until) - Date.parse(String(held["created"]));
    expect(waitsMs).toBeGreaterThanOrEqual(3 * DAY_MS);
    expect(waitsMs).toBeLessThan(3 * DAY_MS + HOUR_MS);
    expect(held).toMatchObject({
      attemptsMade: 0,
      waitingReason: expect.stringContaining("refuses the login") as string,
      progress: { status: "error", error: { message: "Invalid login", code: "EAUTH", statusCode: 535 } },
    });
    expect(await toldOf(id)).toMatchObject([
      {
        name: "messageDeliveryError",
        data: { permanent: false, waitingFor: "login", job: { attemptsMade: 0, nextAttempt: until } },
      },
    ]);
    const smtp = { host: "smtp.example.com", port: 465, secure: true, auth: { user: "ada", pass: "new" } };
    expect((await gateway.call("PUT", `/v1/account/${account}`, { smtp })).status).toBe(200);
    await isSent(1);
    await vi.waitFor(async () => expect((await toldOf(id)).at(-1)?.name).toBe("messageSent"), WAIT);
  });

  it("lets what comes after it wait too, without a login of its own, and all go after the first", async () => {
    refuseNext();
    const first = await submit();
    await waits(first);
    const others = [await submit(), await submit()];
    for (const id of others) {
      await waits(id);
      expect(await toldOf(id)).toMatchObject([
        { name: "messageDeliveryError", data: { errorCode: "EAUTH", waitingFor: "login", permanent: false } },
      ]);
    }
    // Still refused: one of them tried, and nobody else.
    refuseNext();
    await gateway.call("POST", `/v1/outbox/${first}/promote`);
    await vi.waitFor(async () => expect(await toldOf(first)).toHaveLength(2), WAIT);
    await waits(first);
    expect(gateway.mailOf(account).sent).toHaveLength(0);
    await gateway.call("POST", `/v1/outbox/${others[0]}/promote`);
    await isSent(3);
  });

  it("is tried again by new mail, an hour after the last try", async () => {
    refuseNext();
    await waits(await submit());
    gateway.moveClock(HOUR_MS);
    await submit();
    await isSent(2);
  });

  it("goes when a connection of the account's is logged in again", async () => {
    refuseNext();
    await waits(await submit());
    await gateway.call("PUT", `/v1/account/${account}/reconnect`, { reconnect: true });
    await isSent(1);
  });

  it("is given up when its server has refused for three days", async () => {
    refuseNext();
    const id = await submit();
    await waits(id);
    refuseNext();
    gateway.moveClock(3 * DAY_MS);
    await vi.waitFor(async () => expect((await toldOf(id)).map(({ name }) => name)).toEqual(["messageDeliveryError", "messageDeliveryError", "messageFailed"]), WAIT); // prettier-ignore
    expect((await toldOf(id))[1]?.data).toMatchObject({ permanent: true, job: { nextAttempt: false } });
    const failed = await entry(id);
    expect(failed).toMatchObject({ state: "failed", nextAttempt: false });
    expect(failed).not.toHaveProperty("waitingFor");
    expect((await gateway.call("POST", `/v1/outbox/${id}/retry`)).body).toMatchObject({ retried: true });
    await isSent(1);
  });

  it("is given up at once where that is wanted, by the installation or by the message", async () => {
    const isFailed = (id: string) =>
      vi.waitFor(async () => expect((await toldOf(id)).map(({ name }) => name)).toEqual(["messageDeliveryError", "messageFailed"]), WAIT); // prettier-ignore
    refuseNext();
    await isFailed(await submit({ deliveryAttempts: 1 }));
    await gateway.set({ holdRefusedLogins: false });
    refuseNext();
    await isFailed(await submit());
  });

  it("waits on after a restart", async () => {
    refuseNext();
    const id = await submit();
    await waits(id);
    await gateway.stop();
    const next = await createTestGateway(engine, { after: gateway, ownClock: true });
    const later = (await next.call("POST", `/v1/account/${account}/submit`, { to: { address: "b@example.com" }, text: "x", copy: false })).body; // prettier-ignore
    await vi.waitFor(async () => expect((await toldOf(String(later["queueId"]), next)).length + next.mailOf(account).sent.length).toBeGreaterThan(0), WAIT); // prettier-ignore
    await next.call("POST", `/v1/outbox/${id}/promote`);
    await isSent(2, next);
    await next.close();
  });

  it("is none when the credentials were changed while the old ones were tried", async () => {
    const backend = await gateway.ctx.mail.open(account);
    const send = backend.send.bind(backend);
    backend.send = async () => {
      backend.send = send;
      gateway.moveClock(10);
      const smtp = { host: "smtp.example.com", port: 465, secure: true, auth: { user: "ada", pass: "new" } };
      await gateway.call("PUT", `/v1/account/${account}`, { smtp });
      throw refusal();
    };
    const id = await submit();
    await vi.waitFor(async () => expect(await toldOf(id)).toHaveLength(1), WAIT);
    gateway.moveClock(5000);
    await isSent(1);
  });

  it("is that of a gateway's login alone", async () => {
    const relay = { name: "Relay", host: "relay.example.com", port: 587, user: "ada", pass: "old" };
    await gateway.call("POST", "/v1/gateway", { gateway: "bulk", ...relay });
    refuseNext();
    const id = await submit({ gateway: "bulk" });
    await waits(id);
    await submit();
    await isSent(1);
    expect((await entry(id))["waitingFor"]).toBe("login");
    await gateway.call("PUT", "/v1/gateway/edit/bulk", { pass: "new" });
    await isSent(2);
  });
});
