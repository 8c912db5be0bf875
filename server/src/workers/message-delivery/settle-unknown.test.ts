import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PosthornError } from "../../core/errors.ts";
import { SendError } from "../../core/mail-backend.ts";
import { createTestGateway, type TestGateway } from "../../services/testing.ts";
import { TEST_ENGINES, toldBy } from "../../storage/testing.ts";

const WAIT = { interval: 20, timeout: 30_000 };
const GMAIL = { imap: { host: "imap.gmail.com", port: 993, secure: true, auth: { user: "a", pass: "b" } } };

describe.each(TEST_ENGINES)("a message whose fate its provider's Sent can tell on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  beforeEach(async () => {
    gateway = await createTestGateway(engine, { ownClock: true });
    account = await gateway.addConnected(GMAIL);
  });
  afterEach(() => gateway.close());

  /** Makes the next send break off after the last bytes have left; what was taken is filed, as Gmail does. */
  async function breakAfterHandOff(isTaken: boolean) {
    const backend = await gateway.ctx.mail.open(account);
    const send = backend.send.bind(backend);
    backend.send = async (message, options) => {
      backend.send = send;
      if (isTaken) {
        await send(message, options);
        gateway.mailOf(account).deliver(message.content, "Sent");
      } else await message.beforeHandOff();
      throw new SendError("Connection closed", { code: "ECONNECTION" });
    };
  }
  async function submit(more: Record<string, unknown> = {}): Promise<string> {
    const body = { to: { address: "bob@example.com" }, text: "x", ...more };
    return String((await gateway.call("POST", `/v1/account/${account}/submit`, body)).body["queueId"]);
  }
  const entry = async (id: string, on = gateway) => (await on.call("GET", `/v1/outbox/${id}`)).body;
  const told = (names: string[], on = gateway) =>
    vi.waitFor(async () => {
      const events = await toldBy(on.storage, ["messageSent", "messageDeliveryError", "messageFailed"]);
      expect(events.map(({ name }) => name)).toEqual(names);
      return events.map(({ data }) => data);
    }, WAIT);
  const wasSent = (count: number, on = gateway) => expect(on.mailOf(account).sent).toHaveLength(count);

  it.each(["resend", "hold"])("is sent when it is found there: %s", async (unknownOutcome) => {
    await gateway.set({ unknownOutcome });
    await breakAfterHandOff(true);
    const id = await submit({ deliveryAttempts: 1 });
    const [failure] = await told(["messageDeliveryError"]);
    expect(failure).toMatchObject({ permanent: false, job: { nextAttempt: expect.any(String) as string } });
    expect(await entry(id)).toMatchObject({
      state: "delayed",
      progress: { error: { code: "UnknownOutcome" }, unknownOutcomes: 1 },
    });
    expect((await gateway.call("DELETE", `/v1/outbox/${id}`)).body).toEqual({ deleted: false });
    gateway.moveClock(5000);
    expect((await told(["messageDeliveryError", "messageSent"]))[1]).toMatchObject({
      queueId: id,
      outcome: "foundInSent",
      accepted: ["bob@example.com"],
    });
    wasSent(1);
  });

  it("is sent again when it is not there, or is an older one of the same name", async () => {
    const raw = "From: ada@example.com\r\nMessage-ID: <same@x.test>\r\n";
    gateway.mailOf(account).deliver(`${raw}Date: Fri, 1 Jan 2021 00:00:00 +0000\r\n\r\nx`, "Sent");
    await breakAfterHandOff(false);
    await submit({ raw: Buffer.from(`${raw}\r\nx`).toString("base64"), text: undefined });
    await told(["messageDeliveryError"]);
    gateway.moveClock(5000);
    expect((await told(["messageDeliveryError", "messageSent"]))[1]).not.toHaveProperty("outcome");
    wasSent(1);
  });

  it("is held when it is not there and that is wanted", async () => {
    await gateway.set({ unknownOutcome: "hold" });
    await breakAfterHandOff(false);
    const id = await submit();
    await told(["messageDeliveryError"]);
    gateway.moveClock(5000);
    await vi.waitFor(async () => expect(await entry(id)).toMatchObject({ state: "failed", progress: { error: { code: "UnknownOutcome" }, unknownOutcomes: 1 } }), WAIT); // prettier-ignore
    wasSent(0);
  });

  it("is given up when it is not there after its last attempt", async () => {
    await breakAfterHandOff(false);
    const id = await submit({ deliveryAttempts: 1 });
    await told(["messageDeliveryError"]);
    gateway.moveClock(5000);
    expect((await told(["messageDeliveryError", "messageFailed"]))[1]).toMatchObject({ errorCode: "UnknownOutcome" });
    expect((await gateway.call("POST", `/v1/outbox/${id}/retry`)).body).toMatchObject({ retried: true });
    await vi.waitFor(() => wasSent(1), WAIT);
  });

  it("is sent again when its mailbox can't be asked", async () => {
    await breakAfterHandOff(true);
    await submit();
    await told(["messageDeliveryError"]);
    gateway.mailOf(account).failNext("searchMessages", new PosthornError("unavailable", "gone", { temporary: true }));
    gateway.moveClock(5000);
    await told(["messageDeliveryError", "messageSent"]);
    wasSent(2);
  });

  it("is not looked for when it went through a gateway", async () => {
    const relay = { gateway: "bulk", name: "Relay", host: "relay.example.com", port: 587 };
    await gateway.call("POST", "/v1/gateway", relay);
    await breakAfterHandOff(true);
    await submit({ gateway: "bulk" });
    await told(["messageDeliveryError"]);
    gateway.moveClock(5000);
    await told(["messageDeliveryError", "messageSent"]);
    wasSent(2);
  });

  it("is looked for a pause after the start that found it half handed off", async () => {
    const id = await submit({ sendAt: new Date(Date.now() + 60_000).toISOString() });
    const { messageId } = await entry(id);
    await gateway.storage.sql.updateTable("submissions").set({ state: "handing-off" }).where("id", "=", id).execute();
    await gateway.call("PUT", "/v1/settings/queue/submit", { paused: true });
    await gateway.stop();
    gateway.moveClock(60_000);
    const next = await createTestGateway(engine, { after: gateway, ownClock: true });
    await next.call("PUT", "/v1/settings/queue/submit", { paused: false });
    await vi.waitFor(
      async () => expect(await entry(id, next)).toMatchObject({ progress: { unknownOutcomes: 1 } }),
      WAIT,
    );
    const now = new Date().toUTCString();
    next.mailOf(account).deliver(`Message-ID: ${String(messageId)}\r\nDate: ${now}\r\n\r\nx`, "Sent");
    next.moveClock(5000);
    expect((await told(["messageSent"], next))[0]).toMatchObject({ outcome: "foundInSent" });
    wasSent(0, next);
    await next.close();
  });
});
