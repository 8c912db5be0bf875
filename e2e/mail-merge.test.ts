import { setTimeout as sleep } from "node:timers/promises";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ENGINES, install, type Installation } from "./installation.ts";

const COPIES = 600;
const CRASHES = 2;

/** PostgreSQL keeps the leases of a dead process until they run out; waiting for that is part of the flow. */
const PATIENCE_MS = 240_000;

describe.each(ENGINES)("a mail merge, on %s", (engine) => {
  let sink: SmtpSink;
  let posthorn: Installation;

  beforeEach(async () => {
    [sink, posthorn] = await Promise.all([
      startSmtpSink({ keepContent: true }),
      install(engine, { POSTHORN_LOG_LEVEL: "warn", POSTHORN_TIMEOUT: "60s" }),
    ]);
  });
  afterEach(async () => {
    await posthorn.remove();
    await sink.close();
  });

  it(
    "reaches everybody once, whenever the server is killed while it takes the copies in",
    async () => {
      const smtp = { host: sink.host, port: sink.port, secure: false, requireTLS: false };
      await posthorn.call("POST", "/v1/account", { account: "ada", name: "Ada", email: "ada@example.org", smtp });
      const { body: template } = await posthorn.call("POST", "/v1/templates/template", {
        account: "ada",
        name: "Invitation",
        format: "markdown",
        content: { subject: "For {{params.name}}", html: "# Dear {{params.name}}\n\nCome and see." },
      });
      const mailMerge = Array.from({ length: COPIES }, (_, n) => ({
        to: { address: `guest${n}@example.com` },
        params: { name: `Guest ${n}` },
      }));
      const submit = () =>
        posthorn
          .call<{ mailMerge: { success: boolean; messageId: string }[] }>(
            "POST",
            "/v1/account/ada/submit",
            { template: template["id"], mailMerge },
            { headers: { "idempotency-key": "party" } },
          )
          .catch(() => null);

      let answered = 0;
      for (let crash = 0; crash < CRASHES; crash++) {
        const call = submit();
        // Wherever it is by then, all of what is below has to be true.
        await sleep(Math.random() * 2000);
        await posthorn.kill();
        if ((await call)?.status === 200) answered++;
        await posthorn.start();
      }
      const answer = await submit();
      expect(answer?.status).toBe(200);
      const copies = answer?.body.mailMerge ?? [];
      expect(copies.filter(({ success }) => success)).toHaveLength(COPIES);

      const arrived = () => new Set(sink.received.map(({ messageId }) => messageId));
      await vi.waitFor(() => expect(arrived().size).toBe(COPIES), { timeout: PATIENCE_MS, interval: 200 });
      await vi.waitFor(
        async () => expect((await posthorn.call("GET", "/v1/outbox")).body).toMatchObject({ total: 0 }),
        { timeout: PATIENCE_MS, interval: 200 },
      );
      expect([...arrived()].toSorted()).toEqual(copies.map(({ messageId }) => messageId).toSorted());
      const one = sink.received.find(({ to }) => to.includes("guest7@example.com"));
      expect(one?.content?.toString()).toContain("<h1>Dear Guest 7</h1>");
      const repeats = sink.received.length - COPIES;
      // Only a message whose answer was cut off by a crash may arrive twice, and each of those is told.
      const interrupted = posthorn.log.filter((line) => line.includes("A hand-off was interrupted")).length;
      expect(repeats).toBeLessThanOrEqual(interrupted);
      console.log(`${engine}: ${CRASHES} kills, ${answered} calls answered before, ${repeats} delivered again`);
    },
    PATIENCE_MS + 60_000,
  );
});
