import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PosthornError } from "../../core/errors.ts";
import { ConnectFailure } from "../../core/mail-backend.ts";
import { createTestGateway, newAccountId, type TestGateway } from "../../services/testing.ts";
import { findAccount } from "../../storage/accounts.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";

const WAIT = { interval: 20, timeout: 30_000 };

describe.each(TEST_ENGINES)("an account on %s", (engine) => {
  let gateway: TestGateway;
  let letGo = () => {};
  beforeEach(async () => {
    gateway = await createTestGateway(engine, { env: { POSTHORN_MAX_IMAP_AUTH_FAILURE_TIME: "3d" } });
  });
  afterEach(async () => {
    letGo();
    await gateway.close();
  });

  const refused = (code = "AUTHENTICATIONFAILED") =>
    new ConnectFailure("authentication", "Login refused", { serverResponseCode: code, response: "NO wrong password" });
  const unreachable = (code = "ECONNREFUSED") =>
    new ConnectFailure("connection", "can't connect", { serverResponseCode: code });
  const eventsOf = async (account: string, on = gateway) =>
    (
      await on.storage.sql
        .selectFrom("events")
        .select(["name", "payload"])
        .where("account", "=", account)
        // Every mailbox is new to a first look.
        .where("name", "!=", "mailboxNew")
        .orderBy("seq")
        .execute()
    ).map(({ name, payload }) => ({ name, data: (JSON.parse(payload) as { data: Record<string, unknown> }).data }));
  const namesOf = async (account: string, on = gateway) => (await eventsOf(account, on)).map(({ name }) => name);
  const reconnect = (account: string) => gateway.call("PUT", `/v1/account/${account}/reconnect`, { reconnect: true });
  const view = async (account: string) => (await gateway.call("GET", `/v1/account/${account}`)).body;
  const mail = (subject: string) => `Subject: ${subject}\r\nMessage-ID: <${subject}@x.test>\r\n\r\nhi`;

  it("comes to life: added, logged in, initialized, and its mail is told", async () => {
    const account = newAccountId();
    gateway.mailOf(account).deliver(mail("old"));
    await gateway.addConnected({ account, notifyFrom: "2099-01-01" });
    expect(await eventsOf(account)).toEqual([
      { name: "accountAdded", data: { account } },
      { name: "authenticationSuccess", data: { user: "ada" } },
      { name: "accountInitialized", data: { initialized: true } },
    ]);
    expect(await view(account)).toMatchObject({
      state: "connected",
      connections: 1,
      lastError: null,
      syncTime: expect.any(String) as string,
    });
    gateway.mailOf(account).deliver(mail("new"), "INBOX", new Date("2099-06-01"));
    await vi.waitFor(async () => expect((await namesOf(account)).slice(3)).toEqual(["messageNew"]), WAIT);
  });

  it("has told with its mail what the settings of then want", async () => {
    const account = await gateway.addConnected();
    const server = gateway.mailOf(account);
    const invitation = [
      "Subject: lunch",
      'Content-Type: multipart/mixed; boundary="b"',
      "",
      "--b",
      "Content-Type: text/calendar; method=REQUEST",
      "",
      "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Lunch\r\nEND:VEVENT\r\nEND:VCALENDAR",
      "--b--",
      "",
    ].join("\r\n");
    const told = async (settings: Parameters<TestGateway["set"]>[0]) => {
      await gateway.set(settings);
      const before = (await eventsOf(account)).length;
      server.deliver(invitation);
      return vi.waitFor(async () => {
        const events = (await eventsOf(account)).slice(before);
        expect(events.map(({ name }) => name)).toEqual(["messageNew"]);
        return events[0]?.data as { attachments: { content?: string }[]; calendarEvents?: unknown[] };
      }, WAIT);
    };
    const without = await told({});
    expect(without.attachments).toHaveLength(1);
    expect(without.attachments[0]).not.toHaveProperty("content");
    expect(without).not.toHaveProperty("calendarEvents");
    const withBoth = await told({ notifyAttachments: true, notifyCalendarEvents: true });
    expect(Buffer.from(withBoth.attachments[0]?.content ?? "", "base64").toString()).toContain("SUMMARY:Lunch");
    expect(withBoth.calendarEvents).toMatchObject([{ eventId: "1", summary: "Lunch", filename: "invite.ics" }]);
    const small = await told({ notifyAttachmentSize: 10, notifyCalendarEvents: false });
    expect(small.attachments[0]).not.toHaveProperty("content");
    expect(small).not.toHaveProperty("calendarEvents");
  });

  it("has counted how late mail was told that came while it was looked after", async () => {
    const account = newAccountId();
    const server = gateway.mailOf(account);
    server.deliver(mail("before"));
    await gateway.addConnected({ account, notifyFrom: "2000-01-01" });
    server.deliver(mail("now"), "INBOX", new Date(Date.now() - 60_000));
    server.deliver(mail("imported"), "INBOX", new Date("2001-01-01"));
    const told = async () => (await namesOf(account)).filter((name) => name === "messageNew");
    await vi.waitFor(async () => expect(await told()).toHaveLength(3), WAIT);
    const { counters } = (await gateway.call("GET", "/v1/stats")).body as { counters: Record<string, number> };
    expect([counters["events:messageNew"], counters["sync:messages"]]).toEqual([3, 1]);
    expect(counters["sync:ms"]).toBeGreaterThanOrEqual(60_000);
    expect((await gateway.call("GET", "/metrics")).bytes.toString()).toContain("posthorn_sync_lag_seconds_count 1");
  });

  it("is connected anew in silence", async () => {
    const account = await gateway.addConnected();
    gateway.mailOf(account).disconnect();
    await vi.waitFor(
      async () => expect((await findAccount(gateway.storage, account))?.state).not.toBe("connected"),
      WAIT,
    );
    await gateway.waitForState(account, "connected");
    await reconnect(account);
    await gateway.waitForState(account, "connected");
    expect(await namesOf(account)).toEqual(["accountAdded", "authenticationSuccess", "accountInitialized"]);
    expect(JSON.stringify(gateway.logs)).toContain("The mailbox connection was lost");
  });

  it("tells a refused login once, and the success after it", async () => {
    const account = newAccountId();
    for (let i = 0; i < 3; i++) gateway.mailOf(account).failNext("connect", refused());
    await gateway.addAccount({ account });
    await gateway.waitForState(account, "authenticationError");
    expect(await view(account)).toMatchObject({
      state: "authenticationError",
      lastError: {
        response: "NO wrong password",
        serverResponseCode: "AUTHENTICATIONFAILED",
        description: "Login refused",
      },
    });
    for (let i = 0; i < 2; i++) {
      await reconnect(account);
      await vi.waitFor(() => expect(gateway.logs.filter(({ msg }) => msg === "The mailbox can't be connected to")).toHaveLength(i + 2), WAIT); // prettier-ignore
      await gateway.waitForState(account, "authenticationError");
    }
    await reconnect(account);
    await gateway.waitForState(account, "connected");
    expect(await eventsOf(account)).toEqual([
      { name: "accountAdded", data: { account } },
      {
        name: "authenticationError",
        data: { response: "NO wrong password", serverResponseCode: "AUTHENTICATIONFAILED" },
      },
      { name: "authenticationSuccess", data: { user: "ada" } },
      { name: "accountInitialized", data: { initialized: true } },
    ]);
    expect((await view(account))["lastError"]).toBeNull();
  });

  it("tells each new failure, and a success that ends it", async () => {
    const account = await gateway.addConnected();
    for (const failure of [unreachable(), unreachable("ETIMEDOUT"), refused()]) {
      gateway.mailOf(account).failNext("connect", failure);
      await reconnect(account);
      await gateway.waitForState(account, failure.reason === "authentication" ? "authenticationError" : "connectError");
      await vi.waitFor(async () => expect((await findAccount(gateway.storage, account))?.lastError?.serverResponseCode).toBe(failure.serverResponseCode), WAIT); // prettier-ignore
    }
    await reconnect(account);
    await gateway.waitForState(account, "connected");
    expect((await namesOf(account)).slice(3)).toEqual([
      "connectError",
      "connectError",
      "authenticationError",
      "authenticationSuccess",
    ]);
  });

  it("is tried again by itself", async () => {
    const account = newAccountId();
    gateway.mailOf(account).failNext("connect", unreachable());
    await gateway.addAccount({ account });
    await gateway.waitForState(account, "connectError");
    await vi.waitFor(async () => expect((await view(account))["state"]).toBe("connected"), WAIT);
  });

  it("that fails holds up no other", async () => {
    const bad = newAccountId();
    for (let i = 0; i < 5; i++) gateway.mailOf(bad).failNext("connect", unreachable());
    await gateway.addAccount({ account: bad });
    await gateway.waitForState(bad, "connectError");
    await gateway.addConnected();
  });

  it("that does not let go of its connection holds up no other", async () => {
    const stuck = await gateway.addConnected();
    const backend = await gateway.ctx.mail.open(stuck);
    const held = new Promise<void>((resolve) => (letGo = resolve));
    backend.watch = async function* () {
      yield { changes: [{ type: "connected" }], notes: [] };
      await held;
    };
    const { reset } = gateway.ctx.mail;
    gateway.ctx.mail.reset = async () => {};
    await reconnect(stuck);
    await gateway.waitForState(stuck, "syncing");
    gateway.ctx.mail.reset = reset;
    await reconnect(stuck);
    await gateway.addConnected();
  });

  it("that is flushed begins anew, and keeps the ids of its messages", async () => {
    const account = await gateway.addConnected();
    gateway.mailOf(account).deliver(mail("first"));
    await vi.waitFor(async () => expect((await namesOf(account)).slice(3)).toEqual(["messageNew"]), WAIT);
    const listed = async () =>
      (await gateway.call("GET", `/v1/account/${account}/messages?path=INBOX`)).body["messages"] as { id: string }[];
    const before = await listed();
    const flush = (body: object) => gateway.call("PUT", `/v1/account/${account}/flush`, body);
    expect((await flush({})).body).toEqual({ flush: false });
    expect((await flush({ flush: true, since: "now" })).status).toBe(400);
    expect((await gateway.call("PUT", "/v1/account/nobody/flush", { flush: true })).status).toBe(404);
    const row = gateway.storage.sql.updateTable("accounts").where("id", "=", account);
    await row.set({ flushWantedAt: 1 }).execute();
    expect(await flush({ flush: true })).toMatchObject({ status: 429, body: { code: "LockFail" } });
    await row.set({ flushWantedAt: null }).execute();
    expect((await flush({ flush: true, notifyFrom: null, imapIndexer: "fast" })).body).toEqual({ flush: true });
    await vi.waitFor(
      async () => expect((await namesOf(account)).slice(4).toSorted()).toEqual(["accountInitialized", "messageNew"]),
      WAIT,
    );
    await gateway.waitForState(account, "connected");
    expect(await view(account)).toMatchObject({ notifyFrom: null, imapIndexer: "fast" });
    expect(await listed()).toEqual(before);
    expect((await flush({ flush: true })).body).toEqual({ flush: true });
    await vi.waitFor(async () => expect((await namesOf(account)).slice(6)).toContain("accountInitialized"), WAIT);
    expect((await namesOf(account)).slice(6)).not.toContain("messageNew");
  });

  it("that is changed is watched anew, one that is switched off no more", async () => {
    const account = await gateway.addConnected();
    await gateway.call("PUT", `/v1/account/${account}`, { imap: { partial: true, disabled: true } });
    await vi.waitFor(async () => expect((await view(account))["connections"]).toBe(0), WAIT);
    expect(await view(account)).toMatchObject({ state: "unset", type: "sending" });
    gateway.mailOf(account).deliver(mail("unseen"));
    await gateway.call("PUT", `/v1/account/${account}`, { imap: { partial: true, disabled: false } });
    await gateway.waitForState(account, "connected");
    await vi.waitFor(async () => expect((await namesOf(account)).slice(3)).toEqual(["messageNew"]), WAIT);
  });

  it("whose login is refused for three days is left in peace, and comes back with a new one", async () => {
    const account = await gateway.addConnected();
    const threeDaysAgo = Date.now() - 3 * 86_400_000 - 1000;
    const row = gateway.storage.sql.updateTable("accounts").where("id", "=", account);
    gateway.mailOf(account).failNext("connect", refused());
    await reconnect(account);
    await gateway.waitForState(account, "authenticationError");
    expect(Date.parse(String((await view(account))["nextRetry"]))).toBeGreaterThan(Date.now());
    await row.set({ authFailingSince: threeDaysAgo }).execute();
    gateway.mailOf(account).failNext("connect", refused());
    await reconnect(account);
    await vi.waitFor(async () => expect((await findAccount(gateway.storage, account))?.settings.imap?.disabled).toBe(true), WAIT); // prettier-ignore
    const stopped = {
      state: "authenticationError",
      type: "imap",
      lastError: { response: "NO wrong password", description: expect.stringContaining("too long") as string },
    };
    expect(await view(account)).toMatchObject(stopped);
    expect(await view(account)).not.toHaveProperty("nextRetry");
    expect((await gateway.call("GET", `/v1/account/${account}/messages?path=INBOX`)).body).toMatchObject({
      code: "AuthenticationFails",
    });
    await reconnect(account);
    await gateway.stop();
    const next = await createTestGateway(engine, { after: gateway });
    expect((await next.call("GET", `/v1/account/${account}`)).body).toMatchObject(stopped);
    const imap = { partial: true, auth: { user: "ada", pass: "right" } };
    await next.call("PUT", `/v1/account/${account}`, { imap });
    await next.waitForState(account, "connected");
    expect((await next.call("GET", `/v1/account/${account}`)).body).not.toHaveProperty("nextRetry");
    expect((await namesOf(account, next)).slice(3)).toEqual(["authenticationError", "authenticationSuccess"]);
    await next.close();
  });

  it("starts over with the service, and tells what came meanwhile once", async () => {
    const account = await gateway.addConnected();
    const sendOnly = await gateway.addAccount({ imap: false });
    gateway.mailOf(account).deliver(mail("before"));
    await vi.waitFor(async () => expect((await namesOf(account)).slice(3)).toEqual(["messageNew"]), WAIT);
    await gateway.stop();
    gateway.mailOf(account).deliver(mail("between"));
    const next = await createTestGateway(engine, { after: gateway });
    await next.waitForState(account, "connected");
    expect((await findAccount(next.storage, sendOnly))?.state).toBe("unset");
    await vi.waitFor(async () => expect((await namesOf(account, next)).slice(3)).toEqual(["messageNew", "messageNew"]), WAIT); // prettier-ignore
    await next.close();
  });

  it("is told again what the database could not take, once", async () => {
    const account = await gateway.addConnected();
    const { storage } = gateway;
    const transaction = storage.transaction.bind(storage);
    let failures = 1;
    Object.assign(storage, {
      transaction: async (work: Parameters<typeof transaction>[0]) => {
        if (failures-- > 0) throw new PosthornError("unavailable", "away", { code: "ServiceUnavailable" });
        return transaction(work);
      },
    });
    gateway.mailOf(account).deliver(mail("kept"));
    await vi.waitFor(async () => expect((await namesOf(account)).slice(3)).toEqual(["messageNew"]), WAIT);
    await gateway.waitForState(account, "connected");
    expect((await namesOf(account)).slice(3)).toEqual(["messageNew"]);
    expect((await view(account))["lastError"]).toBeNull();
  });

  it("looks when asked, and answers before it has looked", async () => {
    const account = await gateway.addConnected();
    expect((await gateway.call("PUT", `/v1/account/${account}/sync`, { sync: true })).body).toEqual({ sync: true });
    expect((await gateway.call("PUT", `/v1/account/${account}/sync`, {})).body).toEqual({ sync: false });
    expect((await gateway.call("PUT", `/v1/account/${account}/reconnect`, {})).body).toEqual({ reconnect: false });
    const backend = await gateway.ctx.mail.open(account);
    backend.sync = () => new Promise(() => {});
    expect((await gateway.call("PUT", `/v1/account/${account}/sync`, { sync: true })).body).toEqual({ sync: true });
    backend.sync = () => Promise.reject(new Error("broken"));
    expect((await gateway.call("PUT", `/v1/account/${account}/sync`, { sync: true })).body).toEqual({ sync: true });
  });
});

describe("an account whose connection ends during its first look", () => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await createTestGateway("sqlite", { ownClock: true });
  });
  afterEach(() => gateway.close());

  /** Lets an account that has lost its connection log in, and the new one end so many milliseconds later. */
  async function endAfter(ms: number): Promise<string> {
    const account = await gateway.addConnected();
    const backend = await gateway.ctx.mail.open(account);
    let connections = 0;
    backend.watch = async function* (_, signal) {
      if (connections++ > 0) await new Promise((resolve) => signal.addEventListener("abort", resolve));
      yield { changes: [{ type: "connected" }], notes: [] };
      gateway.moveClock(ms);
      throw new ConnectFailure("connection", "The connection ended", { serverResponseCode: "ECONNRESET" });
    };
    gateway.mailOf(account).disconnect();
    await vi.waitFor(() => expect(connections).toBe(1), WAIT);
    return account;
  }
  const states = async (account: string) => {
    const { state, nextRetryAt } = (await findAccount(gateway.storage, account)) ?? {};
    return { state, retryInMs: nextRetryAt && nextRetryAt - Date.now() };
  };

  it("is tried again as soon as any that was logged in", async () => {
    const account = await endAfter(60_000);
    await vi.waitFor(async () => expect((await states(account)).state).toBe("connectError"), WAIT);
    expect((await states(account)).retryInMs).toBeLessThanOrEqual(1500);
  });

  it("has lost it when that had lasted, and nothing is wrong with it", async () => {
    const account = await endAfter(300_000);
    await vi.waitFor(async () => expect((await states(account)).state).toBe("disconnected"), WAIT);
    expect((await findAccount(gateway.storage, account))?.lastError).toBeNull();
  });
});
