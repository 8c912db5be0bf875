import { randomBytes } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ENGINES, install, type Installation } from "./installation.ts";
import { imapAccount, mail } from "./mail.ts";

// What differs between engines is tested where tables are written and read; here it is about what an installation does.
const OLD = 20;
const SECRET = { POSTHORN_SECRET: "of the installation", POSTHORN_LOG_LEVEL: "warn" };

describe("a backup of an installation at work", () => {
  let dovecot: Dovecot;
  let sink: SmtpSink;
  let receiver: WebhookReceiver;
  let posthorn: Installation;
  const copies: Installation[] = [];
  const file = join(tmpdir(), `posthorn-${randomBytes(6).toString("hex")}.backup`);

  beforeEach(async () => {
    [dovecot, sink, receiver, posthorn] = await Promise.all([
      startDovecot(),
      startSmtpSink(),
      startWebhookReceiver(),
      install(ENGINES[0] ?? "sqlite", SECRET),
    ]);
  });
  afterEach(async () => {
    await Promise.all([posthorn, ...copies.splice(0)].map((one) => one.remove()));
    await Promise.all([dovecot.stop(), sink.close(), receiver.close(), rm(file, { force: true })]);
  });

  const told = () =>
    receiver.received.flatMap(({ json }) => {
      const { event, data } = json as { event: string; data: { messageId: string } };
      return event === "messageNew" ? [data.messageId] : [];
    });
  const deliver = async (name: string) => {
    await dovecot.deliver("ada", mail({ subject: name, messageId: `<${name}@example.org>` }));
    return `<${name}@example.org>`;
  };

  it("is an installation of its own, anywhere, that knows all old mail and sends what waited", async () => {
    await posthorn.call("POST", "/v1/settings", {
      webhooksEnabled: true,
      webhooks: receiver.url,
      webhookEvents: ["messageNew", "accountInitialized"],
    });
    for (let number = 0; number < OLD; number++) await deliver(`early${number}`);
    await posthorn.call("POST", "/v1/account", imapAccount(dovecot, "ada", sink));
    await receiver.waitFor((received) => received.length > 0, 30_000);
    const submit = (name: string) =>
      posthorn.call<{ queueId: string }>("POST", "/v1/account/ada/submit", {
        to: [{ address: "bo@example.com" }],
        subject: name,
        text: "Hello",
        messageId: `<${name}@example.org>`,
        sendAt: new Date(Date.now() + 3_600_000).toISOString(),
      });
    const waiting = (await submit("waiting")).body.queueId;
    // Mail, webhooks and calls go on while the file is written.
    let isDone = false;
    const working = (async () => {
      for (let number = 0; !isDone; number++) await Promise.all([deliver(`busy${number}`), submit(`busy${number}`)]);
    })();
    const first = await deliver("seen");
    await vi.waitFor(() => expect(told()).toContain(first), { timeout: 30_000 });
    await posthorn.command("backup", file);
    expect((await stat(file)).mode & 0o077, "for others").toBe(0);
    isDone = true;
    await working;
    const late = await deliver("late");
    await vi.waitFor(() => expect(told()).toContain(late), { timeout: 30_000 });
    await posthorn.stop();
    const before = new Set(told());

    for (const target of ENGINES) {
      receiver.received.length = 0;
      const copy = await install(target, SECRET, { backup: file });
      copies.push(copy);
      const arrived = await deliver(`arrived-${target}`);
      await vi.waitFor(() => expect(told()).toContain(arrived), { timeout: 30_000 });
      // Of the past only what came after the backup is told, perhaps once more.
      expect(told().filter((id) => id.includes("early") || id === first)).toEqual([]);
      expect(told()).toContain(late);
      expect(before).toContain(late);

      const { token } = posthorn;
      await vi.waitFor(
        async () => {
          const account = await copy.call("GET", "/v1/account/ada", undefined, { token });
          expect(account.body).toMatchObject({ state: "connected", email: "ada@example.org" });
        },
        { timeout: 60_000, interval: 200 },
      );
      const promoted = await copy.call("POST", `/v1/outbox/${waiting}/promote`, {}, { token });
      expect(promoted.body).toMatchObject({ promoted: true });
      await vi.waitFor(
        () =>
          expect(sink.received.filter(({ messageId }) => messageId === "<waiting@example.org>")).toHaveLength(
            copies.length,
          ),
        { timeout: 30_000 },
      );
      await copy.stop();
    }
  });
});
