import { randomBytes } from "node:crypto";
import { mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { ExportedMessage, ExportStatus } from "@posthorn/contracts/exports";
import { canRunDovecot, type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { ImapFlow } from "imapflow";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createTestGateway, newAccountId, type TestGateway } from "../../services/testing.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { mail, mailWithFile } from "./testing.ts";

/** For what happens by itself, on a machine that is busy. */
const SOON = { timeout: 60_000, interval: 50 };
const ALL_TIME = { startDate: "1990-01-01", endDate: "2100-01-01" };

const SENT = new Date("2025-01-06T10:00:00Z");
const plain = (name: string) => mail(name, SENT);

describe.skipIf(!canRunDovecot()).each(TEST_ENGINES)("an export of a mailbox on Dovecot, on %s", (engine) => {
  let folder: string;
  let gateway: TestGateway;
  let dovecot: Dovecot;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "posthorn-exports-"));
    dovecot = await startDovecot();
    gateway = await createTestGateway(engine, { hasRealMail: true, env: { POSTHORN_EXPORT_PATH: folder } });
  });
  afterAll(async () => {
    await gateway?.close();
    await dovecot?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const login = (user: string) => ({
    host: dovecot.host,
    port: dovecot.port,
    secure: false,
    auth: { user, pass: dovecot.password },
  });
  async function asOutsider(user: string, work: (client: ImapFlow) => Promise<unknown>): Promise<void> {
    const client = new ImapFlow({ ...login(user), logger: false });
    await client.connect();
    await work(client);
    await client.logout();
  }
  async function addAccount(user: string): Promise<string> {
    const account = newAccountId(user);
    return gateway.addConnected({ account, smtp: undefined, imap: { ...login(user), requireTLS: false } });
  }
  async function exportOf(account: string, more: object = {}) {
    const { body } = await gateway.call("POST", `/v1/account/${account}/export`, { ...ALL_TIME, ...more });
    const path = `/v1/account/${account}/export/${String(body["exportId"])}`;
    await vi.waitFor(
      async () => expect((await gateway.call("GET", path)).body).toMatchObject({ status: "completed", error: null }),
      SOON,
    );
    const status = (await gateway.call("GET", path)).body as unknown as ExportStatus;
    const { bytes } = await gateway.call("GET", `${path}/download`);
    const content = gunzipSync(bytes).toString();
    expect(Buffer.byteLength(content)).toBe(status.progress.bytesWritten);
    const lines = content.split("\n").filter(Boolean);
    return { status, lines: lines.map((line) => JSON.parse(line) as ExportedMessage) };
  }

  it("is what reading each message gives, texts and attachments included", async () => {
    const contents = new Map<string, Buffer>();
    for (let number = 0; number < 8; number++) {
      contents.set(`file-${number}`, randomBytes(number * 100_000));
      await dovecot.deliver("ida", mailWithFile(`file-${number}`, SENT, contents.get(`file-${number}`)!));
      await dovecot.deliver("ida", plain(`Sent-${number}`), "Sent");
    }
    const account = await addAccount("ida");
    const { lines, status } = await exportOf(account, { includeAttachments: true });
    expect(status.progress).toMatchObject({ messagesQueued: 16, messagesExported: 16, messagesSkipped: 0 });
    const listed: string[] = [];
    for (const path of ["INBOX", "Sent"]) {
      const { body } = await gateway.call("GET", `/v1/account/${account}/messages?path=${path}&pageSize=1000`);
      listed.push(...(body["messages"] as { id: string }[]).map(({ id }) => id));
    }
    expect(lines.map(({ id }) => id).toSorted()).toEqual(listed.toSorted());
    for (const { folder: found, attachments, ...line } of lines) {
      const { body } = await gateway.call("GET", `/v1/account/${account}/message/${line.id}?textType=*`);
      const { attachments: own, ...message } = body as { attachments?: unknown[] };
      expect(line).toEqual(message);
      expect(found).toBe(line.path);
      expect(attachments?.length).toBe(own?.length);
      for (const [index, { content, ...attachment }] of (attachments ?? []).entries()) {
        expect(attachment).toEqual(own?.[index]);
        expect(Buffer.from(content ?? "", "base64").equals(contents.get(line.subject ?? "")!)).toBe(true);
      }
    }
  });

  it("has a message once that was copied to another mailbox", async () => {
    for (let number = 0; number < 20; number++) await dovecot.deliver("eva", plain(`m${number}`));
    await asOutsider("eva", async (client) => {
      await client.mailboxCreate("Work");
      await client.mailboxOpen("INBOX");
      await client.messageCopy("1:15", "Work");
    });
    await dovecot.deliver("eva", plain("only there"), "Work");
    const { lines } = await exportOf(await addAccount("eva"));
    expect(lines.map(({ subject }) => subject).toSorted()).toEqual(
      ["only there", ...Array.from({ length: 20 }, (_, number) => `m${number}`)].toSorted(),
    );
  });

  it("is an mbox of the sources of its messages", async () => {
    for (let number = 0; number < 5; number++)
      await dovecot.deliver("ada", mailWithFile(`file-${number}`, SENT, randomBytes(number * 400_000)));
    const account = await addAccount("ada");
    const { body } = await gateway.call("POST", `/v1/account/${account}/export`, { ...ALL_TIME, format: "mbox" });
    const path = `/v1/account/${account}/export/${String(body["exportId"])}`;
    await vi.waitFor(async () => expect((await gateway.call("GET", path)).body["status"]).toBe("completed"), SOON);
    const content = gunzipSync((await gateway.call("GET", `${path}/download`)).bytes).toString("latin1");
    const { body: listing } = await gateway.call("GET", `/v1/account/${account}/messages?path=INBOX`);
    const sources = (listing["messages"] as { id: string }[]).map(async ({ id }) => {
      const { bytes } = await gateway.call("GET", `/v1/account/${account}/message/${id}/source`);
      return bytes.toString("latin1").replaceAll("\r\n", "\n");
    });
    const found = content.split(/(?<=^|\n\n)From ida@example\.com .*\n/).slice(1);
    expect(found.toSorted()).toEqual((await Promise.all(sources)).map((source) => `${source}\n`).toSorted());
  });

  it("takes what was received in the time that was asked for", async () => {
    await asOutsider("leo", async (client) => {
      for (let month = 1; month <= 12; month++)
        await client.append("INBOX", plain(`month ${month}`), [], new Date(Date.UTC(2024, month - 1, 15)));
    });
    const account = await addAccount("leo");
    const { lines } = await exportOf(account, { startDate: "2024-03-01", endDate: "2024-07-01" });
    expect(lines.map(({ subject }) => subject).toSorted()).toEqual(["month 3", "month 4", "month 5", "month 6"]);
  });

  it("has every message of a large mailbox, once", async () => {
    const MESSAGES = 5400;
    const names = Array.from({ length: MESSAGES }, (_, number) => `m${number}`);
    for (const [number, name] of names.entries()) {
      const file = await dovecot.deliver("max", plain(name));
      // Dovecot takes it as the time of arrival: some days, with many in a moment.
      const at = new Date(Date.UTC(2024, 0, 1 + (number % 40)));
      await utimes(join(dovecot.maildir("max"), "new", file), at, at);
    }
    const { lines, status } = await exportOf(await addAccount("max"), { textType: "plain" });
    expect(status.progress).toMatchObject({ messagesQueued: MESSAGES, messagesExported: MESSAGES });
    expect(lines.map(({ subject }) => subject).toSorted()).toEqual(names.toSorted());
  }, 120_000);
});
