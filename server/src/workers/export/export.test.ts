import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rename, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import type { ExportedMessage, ExportPage, ExportStatus } from "@posthorn/contracts/exports";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PosthornError } from "../../core/errors.ts";
import type { CallOptions } from "../../core/mail-backend.ts";
import { createTestGateway, type TestGateway } from "../../services/testing.ts";
import { createExportFiles } from "../../storage/export-files.ts";
import { findExportFile, updateExport } from "../../storage/exports.ts";
import { addFoundMessages } from "../../storage/found-messages.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { cleanUpExports } from "../upkeep/clean-up-exports.ts";
import { mail, mailWithFile } from "./testing.ts";

/** For what happens by itself, on a machine that is busy. */
const SOON = { timeout: 40_000, interval: 10 };
const exportAgain = { firstMs: 10, capMs: 10, jitter: 0 };
const ALL_TIME = { startDate: "2020-01-01", endDate: "2030-01-01" };
const DAY = 86_400_000;
const UNKNOWN = "exp_0123456789abcdef01234567";

const day = (number: number) => new Date(Date.UTC(2025, 0, number));

describe.each(TEST_ENGINES)("exports on %s", (engine) => {
  let folder: string;
  let gateway: TestGateway;
  let account: string;
  let env: { POSTHORN_EXPORT_PATH: string };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "posthorn-exports-"));
    env = { POSTHORN_EXPORT_PATH: join(folder, "files") };
    gateway = await createTestGateway(engine, { env, replace: { exportAgain } });
    account = await gateway.addConnected();
  });
  afterEach(async () => {
    await gateway.close();
    await rm(folder, { recursive: true, force: true });
  });

  const server = () => gateway.mailOf(account);
  const deliver = (name: string, number: number, path?: string) =>
    server().deliver(mail(name, day(number)), path, day(number));

  async function create(more: object = {}): Promise<string> {
    const { status, body } = await gateway.call("POST", `/v1/account/${account}/export`, { ...ALL_TIME, ...more });
    expect([status, body["status"]]).toEqual([200, "queued"]);
    return String(body["exportId"]);
  }
  const pathOf = (id: string) => `/v1/account/${account}/export/${id}`;
  const statusOf = async (id: string) =>
    (await gateway.call("GET", pathOf(id))).body as unknown as ExportStatus & { statusCode?: number };
  async function ended(id: string): Promise<ExportStatus> {
    await vi.waitFor(async () => expect(["completed", "failed"]).toContain((await statusOf(id)).status), SOON);
    return statusOf(id);
  }
  const download = (id: string) => gateway.call("GET", `${pathOf(id)}/download`);
  async function linesOf(id: string): Promise<ExportedMessage[]> {
    const { status, bytes } = await download(id);
    expect(status).toBe(200);
    return parse(bytes);
  }
  const subjectsOf = async (id: string) => (await linesOf(id)).map(({ subject }) => subject);
  const exported = async (more?: object) => {
    const id = await create(more);
    expect(await ended(id)).toMatchObject({ status: "completed", error: null });
    return id;
  };
  const fileOf = (id: string) => createExportFiles(join(folder, "files")).pathOf(id);
  const filesLeft = () => readdir(join(folder, "files")).catch(() => []);
  const rowsLeft = async () =>
    (await gateway.storage.sql.selectFrom("foundMessages").select("message").execute()).length;
  /** What belongs to an export goes right after it has ended. */
  const nothingIsLeft = () =>
    vi.waitFor(async () => {
      expect(await filesLeft()).toEqual([]);
      expect(await rowsLeft()).toBe(0);
    }, SOON);
  const eventsOf = async (name: string) =>
    (await gateway.storage.sql.selectFrom("events").select("payload").where("name", "=", name).execute()).map(
      ({ payload }) => (JSON.parse(payload) as { data: Record<string, unknown> }).data,
    );

  describe("as an mbox", () => {
    const mboxOf = async (id: string) => gunzipSync((await download(id)).bytes).toString("latin1");

    it("have each message as it is, under the line that begins it", async () => {
      const source = "From: Ida <ida@example.com>\r\nSubject: one\r\n\r\nFrom here on \xe4\r\n>From there\r\n";
      server().deliver(Buffer.from(source, "latin1"), "INBOX", day(1));
      deliver("two", 2, "Sent");
      const id = await exported({ format: "mbox" });
      expect(await statusOf(id)).toMatchObject({
        format: "mbox",
        progress: { messagesExported: 2, messagesSkipped: 0 },
      });
      const content = await mboxOf(id);
      expect(Buffer.byteLength(content, "latin1")).toBe((await statusOf(id)).progress.bytesWritten);
      const two = mail("two", day(2)).replaceAll("\r\n", "\n");
      expect(content).toBe(
        "From ida@example.com Wed Jan  1 00:00:00 2025\n" +
          "From: Ida <ida@example.com>\nSubject: one\n\n>From here on \xe4\n>>From there\n\n" +
          `From ida@example.com Thu Jan  2 00:00:00 2025\n${two}\n`,
      );
      const { headers } = await download(id);
      expect(headers["content-disposition"]).toBe(`attachment; filename="${id}.mbox.gz"`);
      const others = await exported();
      expect(await statusOf(others)).toMatchObject({ format: "ndjson" });
    });

    it("have a large message whole, also when reading it broke off", async () => {
      const large = mail("large", day(1), "0123456789 ".repeat(300_000));
      server().deliver(large, "INBOX", day(1));
      deliver("small", 2);
      const backend = await gateway.ctx.mail.open(account);
      const getSource = backend.getSource.bind(backend);
      let breaks = 2;
      backend.getSource = async (id, options) => {
        const source = await getSource(id, options);
        if (breaks-- <= 0) return source;
        const half = async function* () {
          const [first] = await source.toArray();
          yield (first as Buffer).subarray(0, 2_000_000);
          throw new PosthornError("unavailable", "The connection ended", { temporary: true });
        };
        return Readable.from(half());
      };
      const content = await mboxOf(await exported({ format: "mbox" }));
      const asLines = (source: string) => `${source.replaceAll("\r\n", "\n")}\n`;
      expect(content.replaceAll(/^From .*\n/gm, "")).toBe(asLines(large) + asLines(mail("small", day(2))));
    });

    it("leave out what is too large, and what is gone", async () => {
      deliver("kept", 1);
      server().deliver(mail("large", day(2), "x".repeat(5000)), "INBOX", day(2));
      deliver("gone", 3);
      await gateway.set({ exportMaxMessageSize: 3000 });
      const backend = await gateway.ctx.mail.open(account);
      const getSource = backend.getSource.bind(backend);
      let reads = 0;
      backend.getSource = async (id, options) => {
        if (++reads === 2) throw new PosthornError("not_found", "Gone", { code: "MessageNotFound" });
        return getSource(id, options);
      };
      const id = await exported({ format: "mbox" });
      expect((await mboxOf(id)).match(/^Subject: .*$/gm)).toEqual(["Subject: kept"]);
      expect((await statusOf(id)).progress).toMatchObject({ messagesExported: 1, messagesSkipped: 2 });
    });
  });

  it("write what messages in a time are, oldest first", async () => {
    deliver("second", 2);
    deliver("first", 1, "Sent");
    deliver("third", 3);
    server().deliver(mail("too old", new Date("2019-06-01")), "INBOX", new Date("2019-06-01"));
    const id = await exported();
    const lines = await linesOf(id);
    expect(lines.map(({ subject, path, folder }) => [subject, path, folder])).toEqual([
      ["first", "Sent", "Sent"],
      ["second", "INBOX", "INBOX"],
      ["third", "INBOX", "INBOX"],
    ]);
    for (const line of lines) {
      const { body } = await gateway.call("GET", `/v1/account/${account}/message/${line.id}?textType=*`);
      expect(line).toEqual({ ...body, folder: line.path });
      expect(line.text?.plain).toContain(`Text of ${line.subject}`);
    }
    expect(await statusOf(id)).toEqual({
      exportId: id,
      status: "completed",
      phase: "complete",
      folders: ["INBOX", "Sent", "Drafts"],
      startDate: "2020-01-01T00:00:00.000Z",
      endDate: "2030-01-01T00:00:00.000Z",
      format: "ndjson",
      isEncrypted: true,
      progress: {
        foldersScanned: 3,
        foldersTotal: 3,
        messagesQueued: 3,
        messagesExported: 3,
        messagesSkipped: 0,
        bytesWritten: gunzipSync((await download(id)).bytes).length,
      },
      created: expect.any(String),
      expiresAt: expect.any(String),
      error: null,
    });
    await vi.waitFor(async () => expect(await rowsLeft()).toBe(0), SOON);
  });

  it("are told as they end, with what came of them", async () => {
    deliver("one", 1);
    const id = await exported({ folders: "INBOX" });
    const { expiresAt, progress } = await statusOf(id);
    expect(await eventsOf("exportCompleted")).toEqual([
      {
        exportId: id,
        folders: ["INBOX"],
        startDate: "2020-01-01T00:00:00.000Z",
        endDate: "2030-01-01T00:00:00.000Z",
        messagesExported: 1,
        messagesSkipped: 0,
        bytesWritten: progress.bytesWritten,
        duration: expect.any(Number),
        expiresAt,
      },
    ]);
    const metrics = (await gateway.call("GET", "/metrics")).bytes.toString();
    expect(metrics).toContain('posthorn_exports{status="completed"} 1');
    expect(metrics).toContain('posthorn_export_messages{outcome="exported"} 1');
    expect(metrics).toContain(`posthorn_export_bytes ${progress.bytesWritten}`);
    expect(metrics).toContain('queues_processed{queue="export",status="completed"} 1');
  });

  it("choose all mail where there is such a mailbox, else all but junk and trash", async () => {
    deliver("wanted", 1);
    deliver("spam", 2, "Junk");
    deliver("rubbish", 3, "Trash");
    expect(await subjectsOf(await exported())).toEqual(["wanted"]);
    expect(await subjectsOf(await exported({ folders: ["\\Junk", "\\Archive", "\\trash"] }))).toEqual([
      "spam",
      "rubbish",
    ]);
    server().createMailbox("Everything", "\\All");
    deliver("archived", 4, "Everything");
    const id = await exported();
    expect(await subjectsOf(id)).toEqual(["archived"]);
    expect((await statusOf(id)).folders).toEqual(["Everything"]);
  });

  it("have each message once, and copies within one mailbox as they are", async () => {
    deliver("copied", 1);
    deliver("copied", 1, "Sent");
    deliver("twice", 2, "Drafts");
    deliver("twice", 2, "Drafts");
    // The same Message-ID, and yet another message.
    server().deliver(mail("copied", day(3), "Something else"), "Drafts", day(3));
    const lines = await linesOf(await exported({ folders: ["inbox", "INBOX", "\\Inbox", "Sent", "Drafts"] }));
    expect(lines.map(({ subject, folder }) => [subject, folder])).toEqual([
      ["copied", "INBOX"],
      ["twice", "Drafts"],
      ["twice", "Drafts"],
      ["copied", "Drafts"],
    ]);
  });

  it("keep to the kind and length of text that was asked for", async () => {
    server().deliver(mail("long", day(1), "x".repeat(5000)), "INBOX", day(1));
    const [cut] = await linesOf(await exported({ maxBytes: 100 }));
    expect(cut?.text).toMatchObject({ plain: "x".repeat(100), hasMore: true });
    const [whole] = await linesOf(await exported({ maxBytes: 0, textType: "plain" }));
    expect(whole?.text?.plain).toContain("x".repeat(5000));
    const [none] = await linesOf(await exported({ textType: "html" }));
    expect(none?.text?.plain).toBeUndefined();
  });

  it("hold the contents of attachments, or why they are missing", async () => {
    const content = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256));
    server().deliver(mailWithFile("with a file", day(1), content), "INBOX", day(1));
    server().deliver(mailWithFile("with a bad one", day(2), content), "INBOX", day(2));
    const [without] = await linesOf(await exported());
    expect(without?.attachments?.[0]).toMatchObject({ filename: "data.bin" });
    expect(without?.attachments?.[0]).not.toHaveProperty("content");
    const first = await create({ includeAttachments: true });
    await ended(first);
    for (const line of await linesOf(first))
      expect(Buffer.from(line.attachments?.[0]?.content ?? "", "base64").equals(content)).toBe(true);
    server().failNext("getAttachment", new PosthornError("refused", "No such part"));
    const [bad, good] = await linesOf(await exported({ includeAttachments: true }));
    expect(bad?.attachments?.[0]).toMatchObject({ filename: "data.bin", contentError: "No such part" });
    expect(bad?.attachments?.[0]).not.toHaveProperty("content");
    expect(good?.attachments?.[0]?.content).toBe(content.toString("base64"));
  });

  it("pass over what is too large to have its attachments in it", async () => {
    server().deliver(mailWithFile("large", day(1), Buffer.alloc(20_000)), "INBOX", day(1));
    deliver("small", 2);
    await gateway.set({ exportMaxMessageSize: 10_000 });
    const id = await exported({ includeAttachments: true });
    expect(await subjectsOf(id)).toEqual(["small"]);
    expect((await statusOf(id)).progress).toMatchObject({ messagesQueued: 2, messagesExported: 1, messagesSkipped: 1 });
    expect(await subjectsOf(await exported())).toEqual(["large", "small"]);
  });

  it("end at their limits, with the oldest, and say so", async () => {
    for (const [number, path] of [
      [1, "Drafts"],
      [2, "INBOX"],
      [3, "Sent"],
      [4, "INBOX"],
      [5, "Drafts"],
    ] as const)
      // prettier-ignore
      deliver(`m${number}`, number, path);
    await gateway.set({ exportMaxMessages: 3 });
    const few = await exported();
    expect(await subjectsOf(few)).toEqual(["m1", "m2", "m3"]);
    expect(await statusOf(few)).toMatchObject({ truncated: true, progress: { messagesQueued: 3 } });
    await gateway.set({ exportMaxMessages: 5, exportMaxSize: 1 });
    const short = await exported();
    expect(await subjectsOf(short)).toEqual(["m1"]);
    expect(await statusOf(short)).toMatchObject({ truncated: true, progress: { messagesExported: 1 } });
    await gateway.set({ exportMaxSize: null });
    expect(await statusOf(await exported())).not.toHaveProperty("truncated");
  });

  it("count a mailbox that is not there as empty, and pass over a message that is gone", async () => {
    deliver("there", 1);
    const none = await exported({ folders: ["Nowhere"] });
    expect(await linesOf(none)).toEqual([]);
    deliver("gone", 2);
    server().failNext("getMessage", new PosthornError("not_found", "Message not found", { code: "MessageNotFound" }));
    const id = await exported({ folders: ["INBOX", "Nowhere"] });
    expect(await subjectsOf(id)).toEqual(["gone"]);
    expect((await statusOf(id)).progress).toMatchObject({ messagesQueued: 2, messagesExported: 1, messagesSkipped: 1 });
  });

  it("have no lines, and valid gzip, when nothing was found", async () => {
    expect(await linesOf(await exported({ startDate: "2021-01-01", endDate: "2021-01-02" }))).toEqual([]);
  });

  it("try again when the mail server fails for a moment", async () => {
    deliver("one", 1);
    const trouble = () => new PosthornError("unavailable", "Connection lost", { temporary: true });
    for (const operation of ["listMailboxes", "searchMessages", "getMessage"] as const)
      server().failNext(operation, trouble());
    expect(await subjectsOf(await exported())).toEqual(["one"]);
  });

  it("are put off when it fails for longer, and go on after that", async () => {
    deliver("one", 1);
    for (let attempt = 0; attempt < 4; attempt++)
      server().failNext("getMessage", new PosthornError("timeout", "Too slow", { temporary: true }));
    const id = await create();
    await vi.waitFor(async () => {
      const job = await gateway.storage.sql
        .selectFrom("jobs")
        .selectAll()
        .where("kind", "=", "export")
        .executeTakeFirst();
      expect(job).toMatchObject({ attempts: 1 });
    }, SOON);
    expect(await statusOf(id)).toMatchObject({ status: "processing", phase: "exporting" });
    await hurry(gateway);
    expect(await ended(id)).toMatchObject({ status: "completed" });
    expect(await subjectsOf(id)).toEqual(["one"]);
  });

  it("fail when the mail server refuses, and tell why", async () => {
    deliver("one", 1);
    deliver("two", 2);
    server().failNext("getMessage", new PosthornError("refused", "You may not", { code: "NOPERM" }));
    const id = await create();
    expect(await ended(id)).toMatchObject({ status: "failed", phase: "exporting", error: "You may not" });
    expect(await eventsOf("exportFailed")).toEqual([
      {
        exportId: id,
        error: "You may not",
        errorCode: "NOPERM",
        phase: "exporting",
        messagesExported: 0,
        messagesQueued: 2,
      },
    ]);
    await nothingIsLeft();
    expect(await download(id)).toMatchObject({ status: 400, body: { code: "ExportNotReady" } });
    server().failNext("listMailboxes", new PosthornError("refused", "Not you"));
    const early = await create();
    expect(await ended(early)).toMatchObject({ status: "failed", error: "Not you" });
    expect(await eventsOf("exportFailed")).toContainEqual({
      exportId: early, error: "Not you", phase: "pending", messagesExported: 0, messagesQueued: 0,
    }); // prettier-ignore
  });

  it("are limited in number, for an account and in all", async () => {
    await gateway.set({ exportMaxConcurrent: 1, exportMaxGlobalConcurrent: 2 });
    const hold = await holdCalls(gateway, account, "getMessage");
    deliver("one", 1);
    const first = await create();
    const again = await gateway.call("POST", `/v1/account/${account}/export`, ALL_TIME);
    expect(again).toMatchObject({ status: 429, body: { code: "TooManyExports" } });
    const [second, third] = [await gateway.addAccount(), await gateway.addAccount()];
    expect((await gateway.call("POST", `/v1/account/${second}/export`, ALL_TIME)).status).toBe(200);
    const inAll = await gateway.call("POST", `/v1/account/${third}/export`, ALL_TIME);
    expect(inAll).toMatchObject({ status: 429, body: { code: "TooManyExports" } });
    hold.release();
    await ended(first);
    await create();
  });

  it("refuse what makes no sense", async () => {
    const refused = async (body: object, path: string) => {
      const answer = await gateway.call("POST", `/v1/account/${account}/export`, body);
      expect(answer.status).toBe(400);
      expect((answer.body["fields"] as { path: string }[]).map((field) => field.path)).toContain(path);
    };
    await refused({ startDate: "2025-01-02", endDate: "2025-01-01" }, "body.startDate");
    await refused({ startDate: "2025-01-01", endDate: "2025-01-01" }, "body.startDate");
    await refused({ startDate: "2025-01-01" }, "body.endDate");
    await refused({ ...ALL_TIME, endDate: "soon" }, "body.endDate");
    await refused({ ...ALL_TIME, textType: "rtf" }, "body.textType");
    await refused({ ...ALL_TIME, maxBytes: -1 }, "body.maxBytes");
    await refused({ ...ALL_TIME, format: "pst" }, "body.format");
    const nobody = await gateway.call("POST", "/v1/account/nobody/export", ALL_TIME);
    expect(nobody).toMatchObject({ status: 404, body: { code: "AccountNotFound" } });
    for (const [method, path] of [
      ["GET", ""],
      ["GET", "/download"],
      ["DELETE", ""],
    ] as const)
      // prettier-ignore
      expect((await gateway.call(method, pathOf(UNKNOWN) + path)).status).toBe(404);
    expect((await gateway.call("GET", pathOf("exp_x"))).status).toBe(400);
  });

  it("are listed, newest first, and nobody else's", async () => {
    const ids = [await exported(), await exported(), await exported()];
    const other = await gateway.addAccount();
    const list = async (of: string, query = "") =>
      (await gateway.call("GET", `/v1/account/${of}/exports${query}`)).body as unknown as ExportPage;
    expect(await list(account)).toMatchObject({ total: 3, page: 0, pages: 1 });
    expect((await list(account)).exports.map(({ exportId }) => exportId)).toEqual(ids.toReversed());
    expect((await list(account, "?page=1&pageSize=2")).exports).toEqual([
      { exportId: ids[0], status: "completed", created: expect.any(String), expiresAt: expect.any(String) },
    ]);
    expect(await list(other)).toMatchObject({ total: 0, exports: [] });
    expect((await gateway.call("GET", `/v1/account/${other}/export/${ids[0]}`)).status).toBe(404);
    expect((await gateway.call("DELETE", `/v1/account/${other}/export/${ids[0]}`)).status).toBe(404);
  });

  it("are downloaded as a file of their own, readable on disk by nobody else", async () => {
    deliver("one", 1);
    const id = await exported();
    const { headers, bytes } = await download(id);
    expect(headers).toMatchObject({
      "content-type": "application/gzip",
      "content-disposition": `attachment; filename="${id}.ndjson.gz"`,
      "content-encoding": "identity",
      "content-length": String(bytes.length),
    });
    const path = fileOf(id);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, "files"))).mode & 0o777).toBe(0o700);
    const sealed = await readFile(path);
    expect(sealed.toString("latin1", 0, 4)).toBe("EE01");
    expect(sealed.includes(bytes.subarray(0, 10))).toBe(false);
  });

  it("do not give out a file that was tampered with, or is not there", async () => {
    // Such as takes several chunks, in spite of compression.
    server().deliver(mail("noise", day(1), randomBytes(200_000).toString("base64")), "INBOX", day(1));
    const id = await exported();
    const path = fileOf(id);
    const whole = await readFile(path);
    await truncate(path, whole.length - 1);
    expect(await download(id)).toMatchObject({ status: 503, body: { code: "ExportFileDamaged" } });
    const changedAt = async (at: number) => {
      const changed = Buffer.from(whole);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      await writeFile(path, changed);
    };
    await changedAt(60);
    const refused = await download(id);
    expect(refused).toMatchObject({ status: 503, body: { code: "ExportFileDamaged" } });
    expect(refused.headers["content-encoding"]).toBeUndefined();
    await changedAt(whole.length - 1);
    await expect(download(id)).rejects.toThrow();
    await rm(path);
    expect(await download(id)).toMatchObject({ status: 404, body: { code: "FileNotFound" } });
  });

  it("tell where a file is that another node has, and serve it from a folder they share", async () => {
    deliver("one", 1);
    const id = await exported();
    await gateway.stop();
    const elsewhere = join(folder, "elsewhere");
    const other = await createTestGateway(engine, { after: gateway, env: { POSTHORN_EXPORT_PATH: elsewhere } });
    try {
      const refused = await other.call("GET", `${pathOf(id)}/download`);
      expect(refused).toMatchObject({ status: 503, body: { code: "FileOnAnotherNode" } });
      expect(String(refused.body["message"])).toContain(join(folder, "files"));
      await rename(join(folder, "files"), elsewhere);
      expect((await other.call("GET", `${pathOf(id)}/download`)).status).toBe(200);
    } finally {
      await other.close();
    }
  });

  it("go with their files when they are deleted", async () => {
    const id = await exported();
    expect((await gateway.call("DELETE", pathOf(id))).body).toEqual({ deleted: true });
    expect(await filesLeft()).toEqual([]);
    expect((await gateway.call("GET", pathOf(id))).status).toBe(404);
    expect((await gateway.call("DELETE", pathOf(id))).status).toBe(404);
  });

  it("stop when they are deleted while they run", async () => {
    const hold = await holdCalls(gateway, account, "getMessage");
    deliver("one", 1);
    const [id, waiting] = [await create(), await create()];
    await hold.reached;
    expect((await gateway.call("DELETE", pathOf(waiting))).body).toEqual({ deleted: true });
    expect((await statusOf(waiting)).statusCode).toBe(404);
    expect((await gateway.call("DELETE", pathOf(id))).body).toEqual({ deleted: true });
    await vi.waitFor(async () => expect((await statusOf(id)).statusCode).toBe(404), SOON);
    await nothingIsLeft();
    expect(await eventsOf("exportFailed")).toEqual([]);
    const jobs = () => gateway.storage.sql.selectFrom("jobs").select("id").where("kind", "=", "export").execute();
    await vi.waitFor(async () => expect(await jobs()).toEqual([]), SOON);
  });

  it("go with their account, running, waiting and complete", async () => {
    deliver("one", 1);
    await exported();
    const hold = await holdCalls(gateway, account, "getMessage");
    await create();
    await hold.reached;
    await create();
    expect((await gateway.call("DELETE", `/v1/account/${account}`)).status).toBe(200);
    const exportsLeft = () => gateway.storage.sql.selectFrom("exports").select("id").execute();
    await vi.waitFor(async () => expect(await exportsLeft()).toEqual([]), SOON);
    expect(await filesLeft()).toEqual([]);
    expect(await rowsLeft()).toBe(0);
    expect(await eventsOf("exportFailed")).toEqual([]);
  });

  /** What the file has when another gateway has finished the export. */
  async function completedOn(next: TestGateway, path: string): Promise<ExportedMessage[]> {
    await vi.waitFor(
      async () => expect((await next.call("GET", path)).body).toMatchObject({ status: "completed" }),
      SOON,
    );
    return parse((await next.call("GET", `${path}/download`)).bytes);
  }

  /** Stops the gateway while an export asks for its fourth message of six, and starts one that goes on. */
  async function interrupt(whileStopped: () => Promise<void> = async () => {}) {
    for (let number = 1; number <= 6; number++) deliver(`m${number}`, number);
    const hold = await holdCalls(gateway, account, "getMessage", 4);
    const path = pathOf(await create());
    await hold.reached;
    await gateway.stop();
    await whileStopped();
    const next = await createTestGateway(engine, { after: gateway, env, start: false });
    try {
      const before = (await next.call("GET", path)).body as unknown as ExportStatus;
      const { asked } = await holdCalls(next, account, "getMessage", Infinity);
      await next.start();
      const lines = await completedOn(next, path);
      const after = (await next.call("GET", path)).body as unknown as ExportStatus;
      return { before, after, lines, asked: asked() };
    } finally {
      await next.close();
    }
  }
  const SIX = ["m1", "m2", "m3", "m4", "m5", "m6"];

  it("go on after a stop where they were", async () => {
    const { before, after, lines, asked } = await interrupt();
    expect(before).toMatchObject({ status: "processing", phase: "exporting", progress: { messagesExported: 3 } });
    expect(after.progress).toMatchObject({ messagesQueued: 6, messagesExported: 6, messagesSkipped: 0 });
    expect(lines.map(({ subject }) => subject)).toEqual(SIX);
    expect(asked).toBe(3);
  });

  it("begin their file anew when it got lost", async () => {
    const { before, after, lines, asked } = await interrupt(() => rm(env.POSTHORN_EXPORT_PATH, { recursive: true }));
    expect(before).toMatchObject({ progress: { messagesExported: 3 } });
    expect(after.progress).toMatchObject({ messagesQueued: 6, messagesExported: 6, messagesSkipped: 0 });
    expect(lines.map(({ subject }) => subject)).toEqual(SIX);
    expect(asked).toBe(6);
  });

  it("go on with the mailbox they were at, when they were not through with all of them", async () => {
    deliver("m1", 1);
    deliver("m2", 2, "Sent");
    deliver("m3", 3, "Drafts");
    const hold = await holdCalls(gateway, account, "searchMessages", 4);
    const id = await create();
    await hold.reached;
    expect((await statusOf(id)).progress).toMatchObject({ foldersScanned: 1, messagesQueued: 1 });
    await gateway.stop();
    const next = await createTestGateway(engine, { after: gateway, env });
    try {
      const lines = await completedOn(next, pathOf(id));
      expect(lines.map(({ subject }) => subject)).toEqual(["m1", "m2", "m3"]);
    } finally {
      await next.close();
    }
  });

  it("leave a file to the node that has it, unless that one is away for long", async () => {
    for (let number = 1; number <= 3; number++) deliver(`m${number}`, number);
    const hold = await holdCalls(gateway, account, "getMessage", 2);
    const id = await create();
    await hold.reached;
    await gateway.stop();
    await rm(env.POSTHORN_EXPORT_PATH, { recursive: true });
    const next = await createTestGateway(engine, { after: gateway, env, start: false });
    try {
      const file = await findExportFile(next.storage, id);
      await updateExport(next.storage, id, { file: file && { ...file, node: "elsewhere" } });
      await next.start();
      const attempts = async () =>
        (await next.storage.sql.selectFrom("jobs").select("attempts").where("kind", "=", "export").executeTakeFirst())
          ?.attempts;
      if (engine === "postgres") {
        await vi.waitFor(async () => expect(await attempts()).toBe(1), SOON);
        expect((await next.call("GET", pathOf(id))).body["progress"]).toMatchObject({ messagesExported: 1 });
        await updateExport(next.storage, id, { notedAt: 0 });
        await hurry(next);
      }
      const lines = await completedOn(next, pathOf(id));
      expect(lines.map(({ subject }) => subject)).toEqual(["m1", "m2", "m3"]);
    } finally {
      await next.close();
    }
  });

  it("let go of what somebody else works on by now", async () => {
    deliver("m1", 1);
    deliver("m2", 2);
    const hold = await holdCalls(gateway, account, "getMessage", 2);
    const id = await create();
    await hold.reached;
    const lease = (leasedBy: string | null, leasedUntil: number) =>
      gateway.storage.sql
        .updateTable("lanes")
        .set({ leasedBy, leasedUntil })
        .where("kind", "=", "export")
        .where("lane", "=", id)
        .execute();
    await lease("somebody", Date.now() + 60_000);
    hold.release();
    await lease(null, 0);
    expect(await ended(id)).toMatchObject({ status: "completed", progress: { messagesExported: 2 } });
    expect(await subjectsOf(id)).toEqual(["m1", "m2"]);
    // Nothing of what was done without the lease counts.
    expect(hold.asked()).toBe(4);
  });

  it("ask again when an answer takes too long, and when an attachment breaks off", async () => {
    await gateway.stop();
    const hasty = await createTestGateway(engine, {
      after: gateway,
      env: { ...env, POSTHORN_EXPORT_TIMEOUT: "1s" },
      replace: { exportAgain },
    });
    try {
      const content = randomBytes(10_000);
      server().deliver(mailWithFile("m1", day(1), content), "INBOX", day(1));
      const slow = await holdCalls(hasty, account, "getMessage");
      const backend = await hasty.ctx.mail.open(account);
      const getAttachment = backend.getAttachment.bind(backend);
      let attempts = 0;
      backend.getAttachment = async (id, options) => {
        const download = await getAttachment(id, options);
        if (++attempts > 1) return download;
        const broken = new PosthornError("unavailable", "Connection lost", { temporary: true });
        return { ...download, content: Readable.from(breakingOff(content, broken)) };
      };
      const { body } = await hasty.call("POST", `/v1/account/${account}/export`, {
        ...ALL_TIME,
        includeAttachments: true,
      });
      const lines = await completedOn(hasty, pathOf(String(body["exportId"])));
      expect(lines.map(({ attachments }) => attachments?.[0]?.content)).toEqual([content.toString("base64")]);
      expect([slow.asked(), attempts]).toEqual([2, 2]);
    } finally {
      await hasty.close();
    }
  });

  it("fail when the disk can not be written to", async () => {
    deliver("one", 1);
    await writeFile(join(folder, "files"), "no folder");
    const id = await create();
    expect(await ended(id)).toMatchObject({ status: "failed", error: expect.stringContaining("EEXIST") });
  });

  it("are kept for a while, and no file without its export", async () => {
    const id = await exported();
    const files = createExportFiles(join(folder, "files"));
    const { expiresAt } = await statusOf(id);
    await writeFile(files.pathOf(UNKNOWN), "left over");
    await writeFile(files.pathOf(UNKNOWN.replace("0", "9")), "left over lately");
    await utimes(files.pathOf(UNKNOWN), 0, 0);
    // The kernel's own clock for files may be some milliseconds behind, to before the export ended.
    await utimes(files.pathOf(UNKNOWN.replace("0", "9")), new Date(), new Date());
    await writeFile(join(files.directory, "notes.txt"), "of somebody else");
    await gateway.storage.transaction((tx) =>
      addFoundMessages(tx, id, [{ message: "x", date: 0, number: 1, folder: 0, size: null, likeness: null }]),
    );
    await cleanUpExports(gateway.storage, files, DAY, Date.parse(expiresAt) - 1);
    expect((await filesLeft()).toSorted()).toEqual(
      [`${id}.ndjson.gz.sealed`, `${UNKNOWN.replace("0", "9")}.ndjson.gz.sealed`, "notes.txt"].toSorted(),
    );
    expect((await statusOf(id)).status).toBe("completed");
    await cleanUpExports(gateway.storage, files, 0, Date.parse(expiresAt));
    expect(await filesLeft()).toEqual(["notes.txt"]);
    expect((await statusOf(id)).statusCode).toBe(404);
    expect(await rowsLeft()).toBe(0);
  });

  it("take tokens that have the permission, and no others", async () => {
    const reader = await gateway.issue({ permissions: { actions: ["read"], groups: ["export"] } });
    const id = await exported();
    expect((await gateway.call("GET", pathOf(id), undefined, { token: reader })).status).toBe(200);
    expect((await gateway.call("DELETE", pathOf(id), undefined, { token: reader })).status).toBe(403);
    expect((await gateway.call("POST", `/v1/account/${account}/export`, ALL_TIME, { token: reader })).status).toBe(403);
  });
});

const parse = (bytes: Buffer) =>
  gunzipSync(bytes)
    .toString()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ExportedMessage);

/** Lets the n-th call of a backend's method wait until it is released, or given up. */
async function holdCalls(
  gateway: TestGateway,
  account: string,
  method: "getMessage" | "searchMessages" | "getAttachment",
  nth = 1,
) {
  const backend = await gateway.ctx.mail.open(account);
  const call = backend[method].bind(backend) as (...args: unknown[]) => Promise<never>;
  let reach = () => {};
  let release = () => {};
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  let asked = 0;
  backend[method] = async (...args: unknown[]) => {
    if (++asked === nth) {
      const { signal } = args.at(-1) as CallOptions;
      await new Promise<void>((resolve, reject) => {
        void released.then(resolve);
        signal?.addEventListener("abort", () => reject(signal.reason as Error));
        reach();
      });
    }
    return call(...args);
  };
  return { reached, release, asked: () => asked };
}

function* breakingOff(content: Buffer, error: Error): Generator<Buffer> {
  yield content.subarray(0, 5000);
  throw error;
}

/** Lets an export that was put off be taken up at once. */
async function hurry({ storage }: TestGateway): Promise<void> {
  await storage.sql.updateTable("jobs").set({ runAt: 0 }).where("kind", "=", "export").execute();
  await storage.sql.updateTable("lanes").set({ dueAt: 0 }).where("kind", "=", "export").execute();
}
