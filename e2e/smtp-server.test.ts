import { freePort } from "@posthorn/fakes/local-server";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import nodemailer from "nodemailer";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ENGINES, install, type Installation } from "./installation.ts";

const MESSAGES = 200;
const KILLS = 2;
const AT_ONCE = 10;
/** PostgreSQL keeps the leases of a dead process until they run out. */
const PATIENCE_MS = 120_000;

describe.each(ENGINES)("mail handed in over SMTP, on %s", (engine) => {
  let sink: SmtpSink;
  let posthorn: Installation;
  let port: number;

  beforeEach(async () => {
    port = await freePort();
    sink = await startSmtpSink();
    posthorn = await install(engine, {
      POSTHORN_LOG_LEVEL: "warn",
      POSTHORN_SMTP_ENABLED: "true",
      POSTHORN_SMTP_PORT: String(port),
    });
  });
  afterEach(async () => {
    await posthorn.remove();
    await sink.close();
  });

  it(
    "arrives, every message that was answered with 250, kills or not",
    async () => {
      const smtp = { host: sink.host, port: sink.port, secure: false, requireTLS: false };
      await posthorn.call("POST", "/v1/account", { account: "ada", name: "Ada", email: "ada@example.org", smtp });
      const token = await posthorn.command("tokens", "issue", "-s", "smtp", "-a", "ada");
      const transport = nodemailer.createTransport({
        pool: true,
        maxConnections: AT_ONCE,
        host: "127.0.0.1",
        port,
        auth: { user: "ada", pass: token.trim() },
      });
      const accepted = new Set<string>();
      let next = 0;
      let kills = 0;
      let restart = Promise.resolve();

      async function crash(): Promise<void> {
        kills++;
        await posthorn.kill();
        await posthorn.start();
      }

      async function handIn(): Promise<void> {
        while (next < MESSAGES) {
          const messageId = `<m${next++}@example.org>`;
          const message = {
            to: "bo@example.com",
            messageId,
            text: "x".repeat(800),
            // Who got no answer does not know, and hands the message in again under the same key.
            headers: { "X-EE-Idempotency-Key": messageId },
          };
          for (;;) {
            await restart;
            const sent = await transport.sendMail(message).catch(() => null);
            if (sent?.response.startsWith("250 ") === true) break;
          }
          accepted.add(messageId);
          if (accepted.size % Math.floor(MESSAGES / (KILLS + 1)) === 0 && kills < KILLS) restart = crash();
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, handIn));
      await restart;
      transport.close();

      const arrived = () => new Set(sink.received.map(({ messageId }) => messageId));
      await vi.waitFor(() => expect(arrived()).toEqual(accepted), { timeout: PATIENCE_MS, interval: 100 });
      expect(kills).toBe(KILLS);
      expect(accepted.size).toBe(MESSAGES);
      const repeats = sink.received.length - MESSAGES;
      const interrupted = posthorn.log.filter((line) => line.includes("A hand-off was interrupted")).length;
      expect(repeats).toBeLessThanOrEqual(interrupted);
    },
    PATIENCE_MS + 60_000,
  );
});
