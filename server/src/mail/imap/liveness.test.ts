import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { freeze, halfOpen, hang, idleInSilence } from "@posthorn/fakes/imap/deeds";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import type { MailAccount, MailBackend } from "../../core/mail-backend.ts";
import type { ListeningFinding } from "../../core/meter.ts";
import { mail } from "../conformance.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { Watcher } from "../conformance-watcher.ts";
import { type MailTools, openBackend } from "../open.ts";
import { imapAccount } from "./testing.ts";

/** Short enough that every bound is met within a test. */
const SOON = { pollMs: 200, renewIdleMs: 300, answerMs: 400, commandMs: 3000 };

describe("a connection that listens", () => {
  let server: FakeImap;
  let backend: MailBackend;
  let notes: MemoryNotes;
  let findings: ListeningFinding[];
  beforeEach(async () => {
    server = await startFakeImap();
    notes = new MemoryNotes();
    findings = [];
    backend = open();
  });
  afterEach(async () => {
    await backend.close();
    await server.stop();
  });

  const open = (more: Partial<MailAccount> = {}, timeouts: MailTools["timeouts"] = {}) => {
    const meter = {
      imapResponse: () => undefined,
      imapBytes: () => undefined,
      imapConnections: () => undefined,
      imapWaiters: () => undefined,
      imapListening: (finding: ListeningFinding) => findings.push(finding),
    };
    const smtp = { send: () => Promise.reject(new Error("not in this test")) };
    const account = imapAccount({ host: server.host, port: server.port, user: "ada", password: "secret" });
    return openBackend({ ...account, ...more }, notes, {
      log: silentLog,
      smtp,
      meter,
      timeouts: { ...SOON, ...timeouts },
    });
  };

  const isListening = () => expect.poll(() => server.commands(1), { interval: 20 }).toContain("IDLE");

  /** What a new connection tells: everything up to now, and what comes. */
  async function isRepaired(subject: string): Promise<void> {
    server.behave();
    await backend.close();
    backend = open();
    const again = new Watcher(backend, notes, { hasConnectedBefore: true });
    await again.until(({ subjects }) => subjects.includes(subject), "what was hidden");
    server.store.deliver("INBOX", mail("after"));
    await again.until(({ subjects }) => subjects.includes("after"), "what came after");
    await again.stop();
  }

  it("stays where there is no mailbox to listen in, and begins anew when there is one", async () => {
    const settings = imapAccount({ host: server.host, port: server.port, user: "ada", password: "secret" }).imap;
    const imap = settings && { ...settings, resyncDelay: 1 };
    backend = open({ path: ["Later"], imap }, { watchSilenceMs: 1000 });
    const watcher = new Watcher(backend, notes);
    await watcher.inSync();
    const isAsked = () => server.commands(1).filter((command) => command === "NOOP").length;
    await expect.poll(isAsked, { interval: 20, timeout: 30_000 }).toBeGreaterThan(5);
    server.store.create("Later");
    expect(await watcher.ended).toMatchObject({ reason: "connection", message: "There is a mailbox to listen in now" });
    await backend.close();
    backend = open({ path: ["Later"], imap });
    const again = new Watcher(backend, notes, { hasConnectedBefore: true });
    await again.inSync();
    await expect.poll(() => server.commands(), { interval: 20, timeout: 30_000 }).toContain("IDLE");
    await again.stop();
  });

  it("is given up where there is no mailbox to listen in, and the server does not answer", async () => {
    server.on("NOOP", halfOpen(), { connection: 1 });
    backend = open({ path: ["Nowhere"] });
    const watcher = new Watcher(backend, notes);
    expect(await watcher.ended).toMatchObject({ reason: "connection", serverResponseCode: "ETIMEDOUT" });
    expect(findings).toEqual(["silent"]);
  });

  it.each([
    { name: "is half-open", deed: halfOpen },
    { name: "hangs in an IDLE that does not end", deed: hang },
  ])("is given up when it $name", async ({ deed }) => {
    server.on("IDLE", deed(), { connection: 1 });
    const watcher = new Watcher(backend, notes);
    await watcher.inSync();
    await isListening();
    server.store.deliver("INBOX", mail("unheard"));
    expect(await watcher.ended).toMatchObject({ reason: "connection", serverResponseCode: "ETIMEDOUT" });
    expect(findings).toEqual(["silent"]);
    await isRepaired("unheard");
  });

  it("ends when the server says good-bye with the answer to a question, and stays on the line", async () => {
    server.once("NOOP", ({ tag, connection }) => connection.write(`${tag} OK Done\r\n* BYE Shutting down\r\n`), {
      connection: 1,
    });
    const watcher = new Watcher(backend, notes);
    await watcher.inSync();
    expect(await watcher.ended).toMatchObject({ reason: "connection", response: "Shutting down" });
  });

  it("is given up when it shows an old view of its mailbox", async () => {
    server.store.deliver("INBOX", mail("seen"));
    server.once("IDLE", freeze(), { connection: 1 });
    const watcher = new Watcher(backend, notes);
    await watcher.inSync();
    await isListening();
    server.store.deliver("INBOX", mail("hidden"));
    await expect(backend.sync({})).rejects.toThrow();
    expect(await watcher.ended).toMatchObject({
      reason: "connection",
      message: "The mail server kept showing an old view of INBOX",
    });
    expect(watcher.subjects).toEqual(["seen"]);
    expect(findings).toEqual(["frozen"]);
    await isRepaired("hidden");
  });

  it("asks by itself where the server says that it pushes, and does not", async () => {
    server.on("IDLE", idleInSilence(), { connection: 1 });
    const watcher = new Watcher(backend, notes);
    await watcher.inSync();
    await isListening();
    server.store.deliver("INBOX", mail("unpushed"));
    await watcher.until(({ subjects }) => subjects.includes("unpushed"));
    await watcher.stop();
  });

  it("is not blamed for UIDs that nobody ever sees", async () => {
    const watcher = new Watcher(backend, notes);
    await watcher.inSync();
    server.store.at("INBOX").uidNext += 5;
    await backend.sync({});
    expect(findings).toEqual(["falseAlarm"]);
    await backend.sync({});
    expect(findings).toEqual(["falseAlarm"]);
    server.store.deliver("INBOX", mail("next"));
    await watcher.until(({ subjects }) => subjects.includes("next"));
    await watcher.stop();
  });

  it("is given up when its mailbox has become another one behind its back", async () => {
    server.store.deliver("INBOX", mail("before"));
    const watcher = new Watcher(backend, notes);
    await watcher.inSync();
    await isListening();
    server.store.at("INBOX").uidValidity += 1;
    await expect(backend.sync({})).rejects.toThrow();
    expect(await watcher.ended).toMatchObject({ reason: "connection" });
    await backend.close();
    backend = open();
    const again = new Watcher(backend, notes, { hasConnectedBefore: true });
    await again.inSync();
    expect(again.of("mailboxReset")).toMatchObject([{ reason: "uidValidityChange" }]);
    expect(again.subjects).toEqual([]);
    await again.stop();
  });

  it("is confirmed by each complete look", async () => {
    expect(backend.lastSeen).toBeNull();
    const watcher = new Watcher(backend, notes);
    await watcher.inSync();
    const first = backend.lastSeen as Date;
    expect(first.getTime()).toBeLessThanOrEqual(Date.now());
    server.store.deliver("INBOX", mail("new"));
    await backend.sync({});
    expect(watcher.subjects).toEqual(["new"]);
    expect((backend.lastSeen as Date).getTime()).toBeGreaterThanOrEqual(first.getTime());
    expect(findings).toEqual([]);
    await watcher.stop();
  });
});
