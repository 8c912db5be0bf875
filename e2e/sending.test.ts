import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { ENGINES, install, type Installation } from "./installation.ts";
import { imapAccount, mail } from "./mail.ts";

interface Event {
  event: string;
  data: Record<string, unknown> & { queueId: string };
}

describe.each(ENGINES)("sending, on %s", (engine) => {
  let dovecot: Dovecot;
  let sink: SmtpSink;
  let receiver: WebhookReceiver;
  let posthorn: Installation;

  beforeAll(async () => {
    [dovecot, sink, receiver, posthorn] = await Promise.all([
      startDovecot(),
      startSmtpSink({ keepContent: true }),
      startWebhookReceiver(),
      install(engine),
    ]);
    await posthorn.call("POST", "/v1/settings", {
      webhooksEnabled: true,
      webhooks: receiver.url,
      webhookEvents: ["messageSent", "messageDeliveryError", "messageFailed", "messageNew"],
    });
    await posthorn.call("POST", "/v1/account", imapAccount(dovecot, "ada", sink));
    await connected("ada");
  });
  afterEach(() => sink.clear());
  afterAll(async () => {
    await posthorn.remove();
    await Promise.all([dovecot.stop(), sink.close(), receiver.close()]);
  });

  const connected = (account: string) =>
    vi.waitFor(
      async () =>
        expect((await posthorn.call("GET", `/v1/account/${account}`)).body).toMatchObject({ state: "connected" }),
      { timeout: 30_000, interval: 50 },
    );
  const submit = (body: object, headers: Record<string, string> = {}) =>
    posthorn.call<{ queueId: string; messageId: string; response: string }>("POST", "/v1/account/ada/submit", body, {
      headers,
    });
  const told = async (event: string, queueId: string) => {
    const received = await receiver.waitFor(
      (requests) => requests.some(({ json }) => isFor(json as Event, event, queueId)),
      30_000,
    );
    return received.map(({ json }) => json as Event).filter((one) => isFor(one, event, queueId));
  };
  const isFor = (one: Event, event: string, queueId: string) => one.event === event && one.data.queueId === queueId;

  it("delivers, tells, and files a copy with the Bcc that nobody else sees", async () => {
    const { status, body } = await submit({
      to: [{ name: "Bo", address: "bo@example.com" }],
      cc: { address: "cy@example.com" },
      bcc: [{ address: "di@example.com" }],
      subject: "Grüße",
      html: "<p>Hello <b>there</b></p>",
      attachments: [{ filename: "a.txt", content: Buffer.from("attached").toString("base64") }],
      headers: { "X-Tag": "spring" },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ response: "Queued for delivery" });
    const [sent] = await told("messageSent", body.queueId);
    expect(sent?.data).toMatchObject({
      messageId: body.messageId,
      envelope: { from: "ada@example.org", to: ["bo@example.com", "cy@example.com", "di@example.com"] },
      response: expect.stringMatching(/^250 /) as string,
    });
    const received = sink.received.find(({ messageId }) => messageId === body.messageId);
    const text = received?.content?.toString() ?? "";
    expect(text).toContain("X-Tag: spring");
    expect(text).toMatch(/Hello there/i);
    expect(text).not.toMatch(/^bcc:/im);
    const copy = await sentCopy("ada", body.messageId);
    expect(copy).toMatch(/^bcc: di@example\.com/im);
    expect((await posthorn.call("GET", `/v1/outbox/${body.queueId}`)).status).toBe(404);
    expect((await posthorn.call("GET", "/v1/account/ada")).body).toMatchObject({ smtpStatus: { status: "ok" } });
  });

  it("answers a repeated idempotency key with the first answer and sends once", async () => {
    const body = { to: [{ address: "bo@example.com" }], subject: "once", text: "x" };
    const [first, second] = await Promise.all([
      submit(body, { "idempotency-key": '"k-1"' }),
      submit(body, { "idempotency-key": "k-1" }),
    ]);
    const third = await submit(body, { "idempotency-key": "k-1" });
    expect(new Set([first, second, third].map((answer) => answer.body.queueId)).size).toBe(1);
    expect(
      [first, second]
        .map((answer) => (answer.body as unknown as { idempotency: { status: string } }).idempotency.status)
        .toSorted(),
    ).toEqual(["HIT", "MISS"]);
    await told("messageSent", first.body.queueId);
    expect(sink.received.filter(({ messageId }) => messageId === first.body.messageId)).toHaveLength(1);
  });

  it("keeps a dry run to itself", async () => {
    const { body } = await submit({ to: [{ address: "bo@example.com" }], subject: "dry", text: "x", dryRun: true });
    expect(body).toMatchObject({ response: "Dry run" });
    expect(Buffer.from((body as unknown as { preview: string }).preview, "base64").toString()).toContain(
      "Subject: dry",
    );
    expect(body.queueId).toBeUndefined();
  });

  it("tries again what was refused for now, and gives up what was refused for good", async () => {
    sink.script({ recipient: /^later@/, times: 1, refuse: { code: 450, text: "4.2.0 later" } });
    sink.script({ recipient: /^never@/, refuse: { code: 550, text: "5.1.1 unknown" } });
    const later = await submit({ to: [{ address: "later@example.com" }], subject: "later", text: "x" });
    const never = await submit({ to: [{ address: "never@example.com" }], subject: "never", text: "x" });
    const [error] = await told("messageDeliveryError", later.body.queueId);
    expect(error?.data).toMatchObject({
      smtpResponseCode: 450,
      permanent: false,
      job: { attemptsMade: 0, attempts: 10, nextAttempt: expect.stringMatching(/^20/) as string },
    });
    const entry = await posthorn.call("GET", `/v1/account/ada/outbox/${later.body.queueId}`);
    expect(entry.body).toMatchObject({ attemptsMade: 1, state: "delayed", progress: { status: "error" } });
    await told("messageFailed", never.body.queueId);
    const failed = await posthorn.call("GET", "/v1/outbox?state=failed");
    expect(failed.body).toMatchObject({ total: 1, messages: [{ queueId: never.body.queueId, nextAttempt: false }] });

    expect((await posthorn.call("POST", `/v1/outbox/${later.body.queueId}/promote`)).body).toMatchObject({
      promoted: true,
    });
    await told("messageSent", later.body.queueId);
    sink.clear();
    expect((await posthorn.call("POST", `/v1/outbox/${never.body.queueId}/retry`)).body).toMatchObject({
      retried: true,
    });
    await told("messageSent", never.body.queueId);
  });

  it("waits for sendAt, and lets a waiting message be cancelled", async () => {
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const { body } = await submit({ to: [{ address: "bo@example.com" }], subject: "later", text: "x", sendAt });
    expect(body).toMatchObject({ sendAt });
    expect((await posthorn.call("GET", "/v1/outbox?state=delayed")).body).toMatchObject({
      messages: [{ queueId: body.queueId, scheduled: sendAt, nextAttempt: sendAt }],
    });
    expect((await posthorn.call("DELETE", `/v1/outbox/${body.queueId}`)).body).toEqual({ deleted: true });
    expect((await posthorn.call("DELETE", `/v1/outbox/${body.queueId}`)).body).toEqual({ deleted: false });
  });

  it("answers a message in its thread, quotes it and flags it", async () => {
    await dovecot.deliver("ada", mail({ subject: "Question", messageId: "<q1@example.com>" }));
    const requests = await receiver.waitFor((all) =>
      all.some(
        ({ json }) =>
          (json as Event).event === "messageNew" && (json as Event).data["messageId"] === "<q1@example.com>",
      ),
    );
    const original = requests
      .map(({ json }) => json as Event)
      .find(({ data }) => data["messageId"] === "<q1@example.com>");
    const id = original?.data["id"] as string;
    const { body } = await submit({ reference: { message: id, action: "reply", inline: true }, text: "Answer" });
    expect(body).toMatchObject({ reference: { message: id, success: true } });
    await told("messageSent", body.queueId);
    const text = sink.received.find(({ messageId }) => messageId === body.messageId)?.content?.toString() ?? "";
    expect(text).toContain("Subject: Re: Question");
    expect(text).toContain("In-Reply-To: <q1@example.com>");
    expect(text).toContain("To: Ida Holm <ida@example.com>");
    await vi.waitFor(
      async () =>
        expect((await posthorn.call("GET", `/v1/account/ada/message/${id}`)).body).toMatchObject({ answered: true }),
      { timeout: 30_000 },
    );
    const missing = await submit({ reference: { message: "AAAAAQABhp8" }, text: "x" });
    expect(missing).toMatchObject({ status: 404, body: { code: "ReferenceNotFound" } });
  });

  it("refuses a message that can't be sent, and says why", async () => {
    expect(await submit({ subject: "nobody", text: "x" })).toMatchObject({
      status: 400,
      body: { code: "NoRecipients" },
    });
    expect(await submit({ to: [{ address: "root@localhost" }], text: "x", nonsense: 1 })).toMatchObject({
      status: 400,
      body: {
        message: "Invalid input",
        fields: expect.arrayContaining([
          expect.objectContaining({ key: "nonsense" }),
          expect.objectContaining({ key: "address" }),
        ]) as unknown,
      },
    });
    await posthorn.call("POST", "/v1/account", { ...imapAccount(dovecot, "mute"), account: "mute" });
    expect(
      await posthorn.call("POST", "/v1/account/mute/submit", { to: [{ address: "bo@example.com" }], text: "x" }),
    ).toMatchObject({ status: 404, body: { code: "SMTPUnavailable" } });
  });

  async function sentCopy(user: string, messageId: string): Promise<string> {
    return vi.waitFor(
      async () => {
        for (const folder of ["new", "cur"]) {
          const directory = join(dovecot.maildir(user), ".Sent", folder);
          for (const file of await readdir(directory)) {
            const text = await readFile(join(directory, file), "utf8");
            if (text.includes(messageId)) return text;
          }
        }
        throw new Error("There is no copy yet");
      },
      { timeout: 30_000, interval: 50 },
    );
  }
});
