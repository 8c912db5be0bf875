import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { ExportedMessage, ExportStatus } from "@posthorn/contracts/exports";
import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ENGINES, install, type Installation } from "./installation.ts";
import { imapAccount, mail } from "./mail.ts";

const MESSAGES = 200;
const ATTACHMENT_BYTES = 200_000;

/** PostgreSQL keeps the leases of a dead process until they run out; waiting for that is part of the flow. */
const PATIENCE = { timeout: 120_000, interval: 20 };

const digest = (content: Buffer) => createHash("sha256").update(content).digest("hex");

describe.each(ENGINES)("an export, on %s", (engine) => {
  let dovecot: Dovecot;
  let receiver: WebhookReceiver;
  let posthorn: Installation;

  beforeEach(async () => {
    [dovecot, receiver, posthorn] = await Promise.all([startDovecot(), startWebhookReceiver(), install(engine)]);
  });
  afterEach(async () => {
    await posthorn.remove();
    await Promise.all([dovecot.stop(), receiver.close()]);
  });

  it("has every message once, though the server is killed and stopped half-way", async () => {
    const sent = new Map<string, string>();
    for (let number = 0; number < MESSAGES; number++) {
      const messageId = `<m${number}@example.org>`;
      const attachment = randomBytes(ATTACHMENT_BYTES);
      sent.set(messageId, digest(attachment));
      await dovecot.deliver(
        "ada",
        mail({ subject: `Message ${number}`, messageId, attachment }),
        number % 4 === 0 ? "Sent" : "INBOX",
      );
    }
    await posthorn.call("POST", "/v1/settings", {
      webhooksEnabled: true,
      webhooks: receiver.url,
      webhookEvents: ["exportCompleted", "exportFailed", "accountInitialized"],
    });
    await posthorn.call("POST", "/v1/account", imapAccount(dovecot, "ada"));
    await receiver.waitFor((received) => received.length > 0, 15_000);

    const created = await posthorn.call<{ exportId: string; status: string }>("POST", "/v1/account/ada/export", {
      startDate: "2000-01-01",
      endDate: "2100-01-01",
      includeAttachments: true,
    });
    expect(created).toMatchObject({ status: 200, body: { status: "queued" } });
    const path = `/v1/account/ada/export/${created.body.exportId}`;
    const status = async () => (await posthorn.call<ExportStatus>("GET", path)).body;

    let exported = 0;
    let interruptions = 0;
    for (const end of [posthorn.kill, posthorn.stop]) {
      await vi.waitFor(
        async () => expect((await status()).progress.messagesExported).toBeGreaterThan(exported),
        PATIENCE,
      );
      await end();
      await posthorn.start();
      const after = await status();
      exported = after.progress.messagesExported;
      if (after.status === "processing") interruptions++;
      expect(exported).toBeGreaterThan(0);
    }
    await vi.waitFor(async () => expect(await status()).toMatchObject({ status: "completed", error: null }), PATIENCE);
    expect(interruptions).toBeGreaterThan(0);
    expect((await status()).progress).toMatchObject({ messagesQueued: MESSAGES, messagesExported: MESSAGES });

    const received: string[] = [];
    for (const line of await download(`${path}/download`)) {
      const { messageId = "", attachments, folder } = JSON.parse(line) as ExportedMessage;
      received.push(messageId);
      expect(digest(Buffer.from(attachments?.[0]?.content ?? "", "base64"))).toBe(sent.get(messageId));
      expect(["INBOX", "Sent"]).toContain(folder);
    }
    expect(received.toSorted()).toEqual([...sent.keys()].toSorted());

    await receiver.waitFor(
      (all) => all.some(({ json }) => (json as { event: string }).event === "exportCompleted"),
      30_000,
    );
    const told = receiver.received
      .map(({ json }) => json as { event: string; data: Record<string, unknown> })
      .filter(({ event }) => event !== "accountInitialized");
    expect(told).toMatchObject([
      { event: "exportCompleted", data: { exportId: created.body.exportId, messagesExported: MESSAGES } },
    ]);

    const folder = join(posthorn.dataDir, "exports");
    const [file = ""] = await readdir(folder);
    expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    const content = await readFile(join(folder, file));
    content.writeUInt8(content.readUInt8(content.length >> 1) ^ 1, content.length >> 1);
    await writeFile(join(folder, file), content);
    await expect(download(`${path}/download`)).rejects.toThrow();
    expect((await posthorn.call("DELETE", path)).body).toEqual({ deleted: true });
    expect(await readdir(folder)).toEqual([]);
  }, 300_000);

  /** The lines of the file, unpacked as they arrive. */
  async function download(path: string): Promise<string[]> {
    const response = await fetch(posthorn.url + path, { headers: { authorization: `Bearer ${posthorn.token}` } });
    expect(response.status).toBe(200);
    const body = Readable.fromWeb(response.body as ReadableStream);
    const lines: string[] = [];
    const unpacked = body.pipe(createGunzip());
    body.once("error", (error) => unpacked.destroy(error));
    for await (const line of createInterface({ input: unpacked })) lines.push(line);
    return lines;
  }
});
