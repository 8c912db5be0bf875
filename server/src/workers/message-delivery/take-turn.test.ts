import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SendError } from "../../core/mail-backend.ts";
import { createTestGateway, type TestGateway } from "../../services/testing.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";

const WAIT = { interval: 20, timeout: 30_000 };
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describe.each(TEST_ENGINES)("mail that has limits on %s", (engine) => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await createTestGateway(engine, { ownClock: true });
  });
  afterEach(() => gateway.close());

  async function submit(account: string, to = "bob@example.com", more: object = {}): Promise<string> {
    const body = { to: { address: to }, text: "x", copy: false, ...more };
    return String((await gateway.call("POST", `/v1/account/${account}/submit`, body)).body["queueId"]);
  }
  const entry = async (id: string) => (await gateway.call("GET", `/v1/outbox/${id}`)).body;
  const waits = (id: string, waitingFor: string) =>
    vi.waitFor(async () => expect(await entry(id)).toMatchObject({ state: "delayed", waitingFor, waitingReason: expect.any(String) as string, attemptsMade: 0 }), WAIT); // prettier-ignore
  const isSent = (account: string, count: number) =>
    vi.waitFor(() => expect(gateway.mailOf(account).sent).toHaveLength(count), WAIT);

  it("goes so many a minute, and says why the others wait", async () => {
    const account = await gateway.addAccount({ sending: { perMinute: 1 } });
    await submit(account);
    await isSent(account, 1);
    const second = await submit(account);
    await waits(second, "rate");
    const third = await submit(account);
    await waits(third, "rate");
    const [at, later] = [await entry(second), await entry(third)].map(({ nextAttempt }) => Date.parse(String(nextAttempt))); // prettier-ignore
    expect((later ?? 0) - (at ?? 0)).toBe(MINUTE_MS);
    gateway.moveClock(MINUTE_MS);
    await isSent(account, 2);
    expect((await gateway.call("PUT", `/v1/account/${account}`, { sending: null })).status).toBe(200);
    await isSent(account, 3);
  });

  it("goes so many a day, of which what failed is none", async () => {
    await gateway.call("POST", "/v1/settings", { sendingPerAccount: { perDay: 1, tz: "Asia/Tokyo" } });
    const account = await gateway.addAccount();
    gateway.mailOf(account).failNext("send", new SendError("No such user", { code: "EENVELOPE", smtpResponseCode: 550 })); // prettier-ignore
    const failed = await submit(account);
    await vi.waitFor(async () => expect((await entry(failed))["state"]).toBe("failed"), WAIT);
    await submit(account);
    await isSent(account, 1);
    const next = await submit(account);
    await waits(next, "dailyCap");
    expect((await entry(next))["nextAttempt"]).toMatch(/T15:00:00\.000Z$/);
    const page = await gateway.call("GET", "/metrics");
    expect(page.bytes.toString()).toContain('posthorn_sending_waiting{reason="dailyCap"} 1');
    gateway.moveClock(DAY_MS);
    await isSent(account, 2);
  });

  it("goes at certain hours", async () => {
    const hour = (new Date().getUTCHours() + 2) % 24;
    const from = `${String(hour).padStart(2, "0")}:00`;
    const window = { from, until: `${String((hour + 1) % 24).padStart(2, "0")}:00` };
    const account = await gateway.addAccount({ sending: { window, tz: "UTC" } });
    expect((await gateway.call("GET", `/v1/account/${account}`)).body["sending"]).toEqual({ window, tz: "UTC" });
    const id = await submit(account);
    await waits(id, "window");
    const { nextAttempt } = await entry(id);
    expect(nextAttempt).toMatch(new RegExp(`T${from}:00.000Z$`));
    gateway.moveClock(Date.parse(String(nextAttempt)) - Date.now());
    await isSent(account, 1);
  });

  it("goes so many at once through a gateway, whoever sends", async () => {
    const relay = { name: "Relay", host: "relay.example.com", port: 587, sending: { atOnce: 1 } };
    await gateway.call("POST", "/v1/gateway", { gateway: "bulk", ...relay });
    expect((await gateway.call("GET", "/v1/gateway/bulk")).body["sending"]).toEqual({ atOnce: 1 });
    const [one, other] = [await gateway.addConnected(), await gateway.addConnected()];
    const backend = await gateway.ctx.mail.open(one);
    const send = backend.send.bind(backend);
    const begun = vi.fn<() => void>();
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    backend.send = async (message, options) => {
      begun();
      await held;
      return send(message, options);
    };
    await submit(one, "bob@example.com", { gateway: "bulk" });
    await vi.waitFor(() => expect(begun).toHaveBeenCalled(), WAIT);
    const waiting = await submit(other, "bob@example.com", { gateway: "bulk" });
    await waits(waiting, "atOnce");
    await submit(other);
    await isSent(other, 1);
    letGo();
    await isSent(other, 2);
    await vi.waitFor(async () => expect(await gateway.storage.sql.selectFrom("sendingUnderWay").selectAll().execute()).toEqual([]), WAIT); // prettier-ignore
  });

  it("goes so many a minute to a domain, whoever sends, and goes on when that is no longer wanted", async () => {
    const perDomain = [{ domain: "Example.com", perMinute: 1 }, { domain: "*", perMinute: 1000 }]; // prettier-ignore
    await gateway.call("POST", "/v1/settings", { sendingPerDomain: perDomain });
    const [one, other] = [await gateway.addAccount(), await gateway.addAccount()];
    await submit(one, "bob@example.com");
    await isSent(one, 1);
    const waiting = await submit(other, "kim@EXAMPLE.com");
    await waits(waiting, "rate");
    await submit(other, "ana@example.org");
    await isSent(other, 1);
    await gateway.call("POST", "/v1/settings", { sendingPerDomain: null });
    gateway.moveClock(6000);
    await isSent(other, 2);
  });

  it("has limits that make sense", async () => {
    const account = await gateway.addAccount();
    for (const [sending, key] of [
      [{ perMinute: 0 }, "perMinute"],
      [{ perDay: 100_000_001 }, "perDay"],
      [{ atOnce: 1001 }, "atOnce"],
      [{ window: { from: "24:00", until: "08:00" } }, "from"],
      [{ window: { from: "08:00" } }, "until"],
      [{ tz: "Mars/Olympus" }, "tz"],
      [{ nonsense: 1 }, "nonsense"],
    ] as const) {
      const { status, body } = await gateway.call("PUT", `/v1/account/${account}`, { sending });
      expect({ status, keys: (body["fields"] as { key: string }[]).map((field) => field.key) }).toEqual({ status: 400, keys: [key] }); // prettier-ignore
    }
    expect((await gateway.call("POST", "/v1/settings", { sendingPerDomain: [{ domain: "a b", perMinute: 1 }] })).body["fields"]).toMatchObject([{ key: "domain" }]); // prettier-ignore
  });
});
