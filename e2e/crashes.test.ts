import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ENGINES, install, type Installation } from "./installation.ts";
import { imapAccount, mail } from "./mail.ts";

const MESSAGES = 300;
const CRASHES = 3;
const AT_ONCE = 20;

/** PostgreSQL keeps the leases of a dead process until they run out; waiting for that is part of the flow. */
const PATIENCE_MS = 240_000;

describe.each(ENGINES)("crashes, on %s", (engine) => {
  let dovecot: Dovecot;
  let sink: SmtpSink;
  let receiver: WebhookReceiver;
  let posthorn: Installation;

  beforeEach(async () => {
    [dovecot, sink, receiver, posthorn] = await Promise.all([
      startDovecot(),
      startSmtpSink(),
      startWebhookReceiver(),
      install(engine, { POSTHORN_LOG_LEVEL: "warn" }),
    ]);
  });
  afterEach(async () => {
    await posthorn.remove();
    await Promise.all([dovecot.stop(), sink.close(), receiver.close()]);
  });

  it(
    `deliver every message that was answered with 200, ${CRASHES} kills or not`,
    async () => {
      const { imap: _, ...account } = imapAccount(dovecot, "ada", sink);
      await posthorn.call("POST", "/v1/account", account);
      const accepted: string[] = [];
      let next = 0;
      let crashes = 0;
      let restart = Promise.resolve();

      async function crash(): Promise<void> {
        crashes++;
        await posthorn.kill();
        await posthorn.start();
      }

      async function handIn(): Promise<void> {
        while (next < MESSAGES) {
          const number = next++;
          const messageId = `<m${number}@example.org>`;
          const body = {
            to: [{ address: "bo@example.com" }],
            subject: `Message ${number}`,
            text: "x".repeat(800),
            messageId,
          };
          // A caller that got no answer does not know, and asks again under the same key.
          const headers = { "idempotency-key": messageId };
          for (;;) {
            await restart;
            const answer = await posthorn.call("POST", "/v1/account/ada/submit", body, { headers }).catch(() => null);
            if (answer?.status === 200) break;
          }
          accepted.push(messageId);
          if (accepted.length % Math.floor(MESSAGES / (CRASHES + 1)) === 0 && crashes < CRASHES) restart = crash();
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, handIn));
      await restart;

      const arrived = () => new Set(sink.received.map(({ messageId }) => messageId));
      await vi.waitFor(() => expect(arrived().size).toBe(MESSAGES), { timeout: PATIENCE_MS, interval: 200 });
      expect(crashes).toBe(CRASHES);
      expect(new Set(accepted).size).toBe(MESSAGES);
      expect([...arrived()].toSorted()).toEqual(accepted.toSorted());
      await outboxIsEmpty();
      const repeats = sink.received.length - MESSAGES;
      // Only a message whose answer was cut off by a crash may arrive twice, and each of those is told.
      const interrupted = posthorn.log.filter((line) => line.includes("A hand-off was interrupted")).length;
      expect(repeats).toBeLessThanOrEqual(interrupted);
      console.log(
        `${engine}: ${accepted.length} submits answered 200, ${crashes} kills, ${arrived().size} messages at the server, ` +
          `0 missing, ${interrupted} hand-offs interrupted, ${repeats} delivered again`,
      );
    },
    PATIENCE_MS + 60_000,
  );

  it(
    "tell exactly the mail that was delivered, whenever the server is killed",
    async () => {
      await posthorn.call("POST", "/v1/settings", {
        webhooksEnabled: true,
        webhooks: receiver.url,
        webhookEvents: ["messageNew", "accountInitialized"],
        notifyText: false,
      });
      await posthorn.call("POST", "/v1/account", imapAccount(dovecot, "ada"));
      await receiver.waitFor((received) => received.length > 0, 15_000);
      const delivered: string[] = [];
      let isDone = false;
      const crashing = (async () => {
        let crashes = 0;
        while (!isDone) {
          await new Promise((resolve) => setTimeout(resolve, 300 + Math.random() * 700));
          await posthorn.kill();
          await posthorn.start();
          crashes++;
        }
        return crashes;
      })();
      for (let number = 0; number < MESSAGES; number++) {
        const messageId = `<d${number}@example.org>`;
        await dovecot.deliver(
          "ada",
          mail({ subject: `Delivered ${number}`, messageId }),
          number % 10 === 0 ? "Junk" : "INBOX",
        );
        delivered.push(messageId);
        if (number % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 40));
      }
      isDone = true;
      const crashes = await crashing;
      await posthorn.call("PUT", "/v1/account/ada/sync", { sync: true }).catch(() => undefined);

      const told = () =>
        receiver.received
          .map(({ json, headers }) => ({ ...(json as { event: string; data: { messageId: string } }), headers }))
          .filter(({ event }) => event === "messageNew");
      const names = () => new Set(told().map(({ data }) => data.messageId));
      await vi.waitFor(() => expect(names().size).toBeGreaterThanOrEqual(MESSAGES), {
        timeout: PATIENCE_MS,
        interval: 200,
      });
      expect([...names()].toSorted()).toEqual(delivered.toSorted());
      const eventIds = new Set(told().map(({ headers }) => headers["x-ee-wh-event-id"]));
      // A repeat has the id of the event it repeats: one event a message, however often it was sent.
      expect(eventIds.size).toBe(MESSAGES);
      console.log(
        `${engine}: ${delivered.length} delivered, ${crashes} kills, ${names().size} told, 0 missing, 0 invented, ` +
          `${told().length - MESSAGES} webhooks sent again`,
      );
    },
    PATIENCE_MS + 120_000,
  );

  const outboxIsEmpty = () =>
    vi.waitFor(async () => expect((await posthorn.call("GET", "/v1/outbox")).body).toMatchObject({ total: 0 }), {
      timeout: 60_000,
      interval: 200,
    });
});
