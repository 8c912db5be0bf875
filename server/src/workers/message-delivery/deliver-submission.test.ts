import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PosthornError } from "../../core/errors.ts";
import { SendError } from "../../core/mail-backend.ts";
import { createTestGateway, type TestGateway } from "../../services/testing.ts";
import { TEST_ENGINES, toldBy } from "../../storage/testing.ts";

const WAIT = { interval: 20, timeout: 30_000 };

describe.each(TEST_ENGINES)("a message on %s", (engine) => {
  let gateway: TestGateway;
  beforeEach(async () => {
    gateway = await createTestGateway(engine, { ownClock: true });
  });
  afterEach(() => gateway.close());

  async function submit(account: string, more: Record<string, unknown> = {}): Promise<string> {
    const body = { to: { address: "bob@example.com" }, subject: "Hello", text: "x", copy: false, ...more };
    const answer = await gateway.call("POST", `/v1/account/${account}/submit`, body);
    expect(answer.status).toBe(200);
    return String(answer.body["queueId"]);
  }
  /** The events of an account about sending, once there are `count` of them. */
  async function told(account: string, count: number, on = gateway) {
    return vi.waitFor(async () => {
      const events = await toldBy(on.storage, ["messageSent", "messageDeliveryError", "messageFailed"], account);
      expect(events).toHaveLength(count);
      return events;
    }, WAIT);
  }
  const entry = async (id: string) => (await gateway.call("GET", `/v1/outbox/${id}`)).body;
  const rowOf = (id: string, on = gateway) =>
    on.storage.sql.selectFrom("submissions").selectAll().where("id", "=", id).executeTakeFirst();
  const contents = (on = gateway) => on.storage.sql.selectFrom("submissionContents").select("submission").execute();
  const temporary = () =>
    new SendError("Try later", { code: "EENVELOPE", smtpResponse: "450 4.7.1 Try later", smtpResponseCode: 450, smtpCommand: "RCPT TO" }); // prettier-ignore

  it("that is sent is told, without the names of hidden recipients, and forgotten", async () => {
    const account = await gateway.addAccount();
    gateway.mailOf(account).refuse(/^bad@/, "550 No such user");
    const id = await submit(account, { bcc: [{ address: "secret@example.com" }, { address: "bad@example.com" }] });
    const [event] = await told(account, 1);
    const envelope = { from: "ada@example.com", to: ["bob@example.com", "secret@example.com", "bad@example.com"] };
    expect(event).toEqual({
      name: "messageSent",
      data: {
        messageId: expect.any(String) as string,
        response: "250 OK 1",
        queueId: id,
        envelope,
        accepted: ["bob@example.com", "secret@example.com"],
        rejected: [{ address: "bad@example.com", response: "550 No such user" }],
        networkRouting: null,
      },
    });
    const [sent] = gateway.mailOf(account).sent;
    expect(sent?.envelope).toEqual(envelope);
    expect(sent?.content.toString()).not.toContain("secret@example.com");
    expect(await contents()).toEqual([]);
    await vi.waitFor(async () => {
      const { body } = await gateway.call("GET", `/v1/account/${account}`);
      expect(body["smtpStatus"]).toMatchObject({ status: "ok", response: "250 OK 1" });
    }, WAIT);
  });

  it("that is put off is tried again, until it goes", async () => {
    const account = await gateway.addAccount();
    gateway.mailOf(account).failNext("send", temporary());
    const id = await submit(account);
    const [event] = await told(account, 1);
    expect(event).toMatchObject({
      name: "messageDeliveryError",
      data: {
        queueId: id,
        error: "Try later",
        errorCode: "EENVELOPE",
        smtpResponse: "450 4.7.1 Try later",
        smtpResponseCode: 450,
        smtpCommand: "RCPT TO",
        networkRouting: null,
        permanent: false,
        job: { id, attemptsMade: 0, attempts: 10, nextAttempt: expect.any(String) as string },
      },
    });
    expect(await entry(id)).toMatchObject({
      state: "delayed",
      attemptsMade: 1,
      progress: { status: "error", error: { message: "Try later", statusCode: 450 } },
    });
    const job = event?.data["job"] as { nextAttempt: string };
    const delayMs = Date.parse(job.nextAttempt) - Date.now();
    expect(delayMs).toBeGreaterThan(3000);
    expect(delayMs).toBeLessThanOrEqual(5000);
    gateway.moveClock(5000);
    expect((await told(account, 2))[1]?.name).toBe("messageSent");
  });

  it("that can't be delivered is given up at once, and kept for another try", async () => {
    const account = await gateway.addAccount();
    gateway.mailOf(account).failNext("send", new SendError("Bad certificate", { code: "ETLS" }));
    const id = await submit(account);
    const events = await told(account, 2);
    expect(events).toMatchObject([
      { name: "messageDeliveryError", data: { permanent: true, job: { attemptsMade: 0, nextAttempt: false } } },
      { name: "messageFailed", data: { queueId: id, error: "Error: Bad certificate", errorCode: "ETLS" } },
    ]);
    expect(await entry(id)).toMatchObject({ state: "failed", nextAttempt: false, attemptsMade: 1 });
    expect(await contents()).toEqual([{ submission: id }]);
    const { body } = await gateway.call("GET", `/v1/account/${account}`);
    expect(body["smtpStatus"]).toMatchObject({ status: "error", code: "ETLS", description: "Bad certificate" });
  });

  it.each([
    [2, 2],
    [0, 1],
  ])("with %i attempts is tried %i times", async (deliveryAttempts, tries) => {
    const account = await gateway.addAccount();
    for (let i = 0; i < tries; i++) gateway.mailOf(account).failNext("send", temporary());
    const id = await submit(account, { deliveryAttempts });
    for (let i = 1; i < tries; i++) {
      await told(account, i);
      gateway.moveClock(20_000);
    }
    const events = await told(account, tries + 1);
    expect(events.at(-1)).toMatchObject({ name: "messageFailed", data: { smtpResponseCode: 450 } });
    const failed = await entry(id);
    expect(failed["state"]).toBe("failed");
    const note = { time: expect.any(String) as string, error: "Try later", code: "EENVELOPE", response: "450 4.7.1 Try later", responseCode: 450, command: "RCPT TO" }; // prettier-ignore
    expect(failed["attemptHistory"]).toEqual(Array.from({ length: tries }, () => note));
    // A refused recipient says nothing about the server.
    expect((await gateway.call("GET", `/v1/account/${account}`)).body["smtpStatus"]).toBeNull();
  });

  /** Makes the next send break off after the last bytes have left. */
  async function breakAfterHandOff(account: string, sends: boolean) {
    const backend = await gateway.ctx.mail.open(account);
    const send = backend.send.bind(backend);
    backend.send = async (message, options) => {
      backend.send = send;
      if (sends) await send(message, options);
      else await message.beforeHandOff();
      throw new SendError("Connection closed", { code: "ECONNECTION" });
    };
  }

  it("whose fate is unknown is sent again, and that is told", async () => {
    const account = await gateway.addConnected();
    await breakAfterHandOff(account, false);
    const id = await submit(account);
    await told(account, 1);
    expect((await entry(id))["progress"]).toMatchObject({ unknownOutcomes: 1 });
    gateway.moveClock(5000);
    await told(account, 2);
    expect(gateway.mailOf(account).sent).toHaveLength(1);
  });

  it("whose fate is unknown is held where that is asked for, also at its last attempt", async () => {
    await gateway.set({ unknownOutcome: "hold" });
    for (const deliveryAttempts of [10, 1]) {
      const account = await gateway.addConnected();
      await breakAfterHandOff(account, true);
      const id = await submit(account, { deliveryAttempts });
      const [event] = await told(account, 1);
      expect(event).toMatchObject({ name: "messageDeliveryError", data: { job: { nextAttempt: false } } });
      expect(await entry(id)).toMatchObject({
        state: "failed",
        progress: { status: "error", error: { code: "UnknownOutcome" }, unknownOutcomes: 1 },
      });
      expect(gateway.mailOf(account).sent).toHaveLength(1);
      expect((await gateway.call("POST", `/v1/outbox/${id}/retry`)).body).toMatchObject({ retried: true });
      await vi.waitFor(() => expect(gateway.mailOf(account).sent).toHaveLength(2), WAIT);
    }
  });

  it.each(["resend", "hold"])(
    "found half handed off at the start is treated as the setting says: %s",
    async (policy) => {
      await gateway.set({ unknownOutcome: policy });
      const account = await gateway.addAccount();
      const id = await submit(account, { sendAt: new Date(Date.now() + 60_000).toISOString() });
      await gateway.storage.sql.updateTable("submissions").set({ state: "handing-off" }).where("id", "=", id).execute();
      await gateway.call("PUT", "/v1/settings/queue/submit", { paused: true });
      await gateway.stop();
      gateway.moveClock(60_000);
      const next = await createTestGateway(engine, { after: gateway, ownClock: true });
      await next.call("PUT", "/v1/settings/queue/submit", { paused: false });
      if (policy === "resend") await told(account, 1, next);
      else await vi.waitFor(async () => expect((await rowOf(id, next))?.state).toBe("held"), WAIT);
      expect(next.mailOf(account).sent).toHaveLength(policy === "resend" ? 1 : 0);
      expect((await rowOf(id, next))?.unknownOutcomes).toBe(1);
      await next.close();
    },
  );

  it("that was accepted is not sent again because the database was away", async () => {
    const account = await gateway.addConnected();
    const { storage } = gateway;
    const backend = await gateway.ctx.mail.open(account);
    const send = backend.send.bind(backend);
    backend.send = async (message, options) => {
      const receipt = await send(message, options);
      let failures = 2;
      const transaction = storage.transaction.bind(storage);
      Object.assign(storage, {
        transaction: async (work: Parameters<typeof transaction>[0]) => {
          if (failures-- > 0) throw new PosthornError("unavailable", "away", { code: "ServiceUnavailable" });
          return transaction(work);
        },
      });
      return receipt;
    };
    const id = await submit(account);
    expect((await told(account, 1))[0]?.name).toBe("messageSent");
    expect(gateway.mailOf(account).sent).toHaveLength(1);
    expect((await rowOf(id))?.state ?? "sent").toBe("sent");
  });

  it("stops before its hand-off with the service, and goes out with the next start, uncounted", async () => {
    const account = await gateway.addConnected();
    const backend = await gateway.ctx.mail.open(account);
    const begun = vi.fn<() => void>();
    backend.send = (_message, { signal }) => {
      begun();
      return new Promise((_, fail) =>
        signal?.addEventListener("abort", () => fail(new SendError("Aborted", { code: "EABORT" }))),
      );
    };
    const id = await submit(account);
    await vi.waitFor(() => expect(begun).toHaveBeenCalled(), WAIT);
    await gateway.stop();
    const next = await createTestGateway(engine, { after: gateway, ownClock: true });
    expect(await told(account, 1, next)).toMatchObject([{ name: "messageSent" }]);
    expect(await rowOf(id, next)).toMatchObject({ state: "sent", attemptsMade: 0 });
    await next.close();
  });

  it("of an account that is deleted meanwhile leaves nothing behind", async () => {
    const account = await gateway.addAccount();
    await gateway.call("PUT", "/v1/settings/queue/submit", { paused: true });
    await submit(account);
    await gateway.storage.sql.deleteFrom("accounts").where("id", "=", account).execute();
    await gateway.call("PUT", "/v1/settings/queue/submit", { paused: false });
    await vi.waitFor(async () => {
      expect(await contents()).toEqual([]);
      expect(await gateway.storage.sql.selectFrom("jobs").select("id").where("kind", "=", "message-delivery").execute()).toEqual([]); // prettier-ignore
    }, WAIT);
    expect(gateway.mailOf(account).sent).toEqual([]);
  });

  describe("leaves a copy", () => {
    const copies = (account: string, path = "Sent") =>
      gateway.mailOf(account).mailboxes.find((mailbox) => mailbox.path === path)?.mails ?? [];

    it("in Sent, read, with its hidden recipients", async () => {
      const account = await gateway.addConnected();
      await submit(account, { copy: undefined, bcc: { address: "secret@example.com" } });
      await vi.waitFor(() => expect(copies(account)).toHaveLength(1), WAIT);
      const [copy] = copies(account);
      expect([...(copy?.flags ?? [])]).toEqual(["\\Seen"]);
      expect(copy?.raw.toString()).toMatch(/^Bcc: secret@example\.com/m);
      await vi.waitFor(async () => expect(await contents()).toEqual([]), WAIT);
    });

    it("elsewhere when asked, and none when not wanted", async () => {
      const account = await gateway.addConnected({ copy: false });
      await submit(account, { copy: null });
      await told(account, 1);
      await submit(account, { copy: true, sentMailPath: "Drafts" });
      await vi.waitFor(() => expect(copies(account, "Drafts")).toHaveLength(1), WAIT);
      expect(copies(account)).toEqual([]);
    });

    it("not where the provider files its own, unless the message says so", async () => {
      const imap = { host: "imap.gmail.com", port: 993, secure: true, auth: { user: "a", pass: "b" } };
      const account = await gateway.addConnected({ copy: true, imap });
      await submit(account, { copy: undefined });
      await told(account, 1);
      await submit(account, { copy: true });
      await vi.waitFor(() => expect(copies(account)).toHaveLength(1), WAIT);
    });

    it("once, however often it has to be tried", async () => {
      const account = await gateway.addConnected();
      gateway.mailOf(account).deliver("From: b@example.com\r\nMessage-ID: <o@x.test>\r\n\r\nhi");
      const { body } = await gateway.call("GET", `/v1/account/${account}/messages?path=INBOX`);
      const [original] = body["messages"] as { id: string }[];
      gateway.mailOf(account).failNext("append", new PosthornError("unavailable", "gone", { temporary: true }));
      gateway.mailOf(account).failNext("updateMessage", new PosthornError("unavailable", "gone", { temporary: true }));
      await submit(account, { copy: true, reference: { message: original?.id } });
      await told(account, 1);
      const again = () =>
        vi.waitFor(async () => {
          const jobs = await gateway.storage.sql.selectFrom("jobs").select("attempts").where("kind", "=", "sent-copy").execute(); // prettier-ignore
          return expect(jobs).toEqual([{ attempts: expect.any(Number) as number }]);
        }, WAIT);
      await again();
      await vi.waitFor(
        async () => {
          gateway.moveClock(10_000);
          const inbox = gateway.mailOf(account).mailboxes.find(({ path }) => path === "INBOX");
          expect([...(inbox?.mails[0]?.flags ?? [])]).toEqual(["\\Answered"]);
        },
        { interval: 20, timeout: 30_000 },
      );
      expect(copies(account)).toHaveLength(1);
    });

    it("or goes without where there is no Sent, and the original is flagged all the same", async () => {
      const account = await gateway.addConnected();
      gateway.mailOf(account).deleteMailbox("Sent");
      gateway.mailOf(account).deliver("From: b@example.com\r\nMessage-ID: <o@x.test>\r\n\r\nhi");
      const { body } = await gateway.call("GET", `/v1/account/${account}/messages?path=INBOX`);
      const [original] = body["messages"] as { id: string }[];
      await submit(account, { copy: true, reference: { message: original?.id } });
      await vi.waitFor(() => {
        const inbox = gateway.mailOf(account).mailboxes.find(({ path }) => path === "INBOX");
        expect([...(inbox?.mails[0]?.flags ?? [])]).toEqual(["\\Answered"]);
      }, WAIT);
      await vi.waitFor(async () => expect(await contents()).toEqual([]), WAIT);
    });
  });
});
