import { type Cyrus, startCyrus } from "@posthorn/fakes/cyrus";
import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { cut, refuse, reject } from "@posthorn/fakes/imap/deeds";
import { MODERN } from "@posthorn/fakes/imap/options";
import type { SearchQuery } from "@posthorn/contracts/search-query";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { anySearch } from "../../core/testing/any-search.ts";
import { silentLog } from "../../core/log.ts";
import type { MailBackend } from "../../core/mail-backend.ts";
import { MIXED_MAIL } from "../conformance.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { openBackend } from "../open.ts";
import { mail, openSession, type Session } from "./quirks/testing.ts";
import { imapAccount } from "./testing.ts";

const FIRST = { page: 0, pageSize: 20 };
const search = async (backend: MailBackend, query: SearchQuery) =>
  (await backend.searchMessages("INBOX", query, FIRST)).messages.map(({ subject }) => subject);

describe("a search", () => {
  let server: FakeImap;
  let session: Session;
  const start = async (...more: string[]) => {
    server = await startFakeImap({ capabilities: [...MODERN.filter((name) => name !== "QRESYNC"), ...more] });
    session = await openSession(server);
    server.store.deliver("INBOX", mail("one"), { emailId: "77", threadId: "700", labels: ["work"] });
    server.store.deliver("INBOX", mail("two"), { emailId: "88", threadId: "700" });
    server.store.deliver("INBOX", mail("three"));
  };
  const commands = () =>
    server.received.filter(({ command }) => command === "UID SEARCH").map(({ line }) => line.replace(/^\S+ /, ""));
  afterEach(async () => {
    await session.close();
    await server.stop();
  });

  it("asks Gmail in its own words", async () => {
    await start("X-GM-EXT-1");
    expect(await search(session.backend, { emailId: "77" })).toEqual(["one"]);
    expect(await search(session.backend, { threadId: "700" })).toEqual(["two", "one"]);
    await search(session.backend, { gmailRaw: "has:attachment in:inbox" });
    await search(session.backend, { unseen: true, labels: { has: ["work", "to do"], not: ["done"] } });
    expect(await search(session.backend, { emailId: "no number" })).toEqual([]);
    expect(commands()).toEqual([
      "UID SEARCH X-GM-MSGID 77",
      "UID SEARCH X-GM-THRID 700",
      'UID SEARCH X-GM-RAW "has:attachment in:inbox"',
      'UID SEARCH UNSEEN X-GM-RAW "label:work label:\\"to do\\" -label:done"',
    ]);
  });

  it("finds by lasting ids where the server has them", async () => {
    await start("OBJECTID");
    const [first] = (await session.backend.searchMessages("INBOX", { seq: "1" }, FIRST)).messages;
    expect(await search(session.backend, { emailId: first?.emailId ?? "" })).toEqual(["one"]);
    expect(await search(session.backend, { threadId: first?.threadId ?? "" })).toEqual(["two", "one"]);
    expect(await search(session.backend, { emailId: "not an id" })).toEqual([]);
  });

  it("refuses what the server can't look for, and asks it nothing", async () => {
    await start();
    await expect(search(session.backend, { threadId: "1", seen: true })).rejects.toMatchObject({
      kind: "unsupported",
      code: "UnsupportedSearchTerm",
      message: 'The mail server can not search by "threadId"',
    });
    expect(commands()).toEqual([]);
  });

  it("says which mod-sequences it can't look for", async () => {
    server = await startFakeImap({ capabilities: ["IMAP4rev1"] });
    session = await openSession(server);
    server.store.deliver("INBOX", mail("one"));
    await expect(search(session.backend, { modseq: 5 })).rejects.toMatchObject({
      kind: "invalid",
      code: "UnsupportedSearchTerm",
    });
  });

  it("asks for mail since a moment by its age, and by day where that is unknown", async () => {
    await start();
    await search(session.backend, { since: new Date(Date.now() - 3_600_000).toISOString() });
    await search(session.backend, { before: "2024-03-01T12:00:00Z", sentSince: "0001-01-01" });
    expect(commands()[0]).toMatch(/^UID SEARCH YOUNGER 36\d\d$/);
    expect(commands()[1]).toMatch(/^UID SEARCH OLDER \d+ SENTSINCE 01-Jan-1900$/);
    await session.close();
    await server.stop();
    server = await startFakeImap({ capabilities: ["IMAP4rev1"] });
    session = await openSession(server);
    server.store.deliver("INBOX", mail("one"));
    await search(session.backend, { since: "2024-03-01T12:00:00Z", before: "2024-03-01T12:00:00Z" });
    // The day itself belongs to it, since there is a time.
    expect(commands()).toEqual(["UID SEARCH BEFORE 02-Mar-2024 SINCE 01-Mar-2024"]);
  });

  it("tells a caller what the server had against it, and whether that may pass", async () => {
    await start();
    server.once("SEARCH", reject("Too complex"));
    await expect(search(session.backend, { body: "x" })).rejects.toMatchObject({
      kind: "invalid",
      code: "UnsupportedSearchTerm",
      message: "The mail server refused to search: Too complex",
      extra: { info: { response: "Too complex" } },
    });
    server.once("SEARCH", refuse("[UNAVAILABLE] Index is being rebuilt"));
    await expect(search(session.backend, { body: "x" })).rejects.toMatchObject({ kind: "refused", temporary: true });
    server.once("SEARCH", refuse("Temporary failure"));
    await expect(search(session.backend, { body: "x" })).rejects.toMatchObject({
      kind: "refused",
      code: "IMAPRefused",
    });
    expect(await search(session.backend, { subject: "two" })).toEqual(["two"]);
  });

  it("is made again when the connection broke, and is not taken for one that found nothing", async () => {
    await start();
    server.once("SEARCH", cut());
    expect(await search(session.backend, { subject: "two" })).toEqual(["two"]);
    server.on("SEARCH", cut());
    await expect(search(session.backend, { subject: "two" })).rejects.toMatchObject({ kind: "unavailable" });
  });

  it("stops when its caller gives up", async () => {
    await start();
    const caller = new AbortController();
    server.once("SEARCH", () => caller.abort());
    const given = session.backend.searchMessages("INBOX", { body: "x" }, { ...FIRST, signal: caller.signal });
    await expect(given).rejects.toMatchObject({ kind: "timeout" });
    expect(await search(session.backend, { subject: "two" })).toEqual(["two"]);
  });
});

describe("whatever is searched for", () => {
  let dovecot: Dovecot;
  let cyrus: Cyrus;
  beforeAll(async () => {
    [dovecot, cyrus] = await Promise.all([startDovecot(), startCyrus()]);
  });
  afterAll(() => Promise.all([dovecot.stop(), cyrus.stop()]));

  const backendOn = (server: { host: string; port: number; password: string }) =>
    openBackend(imapAccount({ ...server, user: "searcher" }), new MemoryNotes(), {
      log: silentLog,
      smtp: { send: () => Promise.reject(new Error("not in this test")) },
    });

  let backend: MailBackend;
  afterEach(() => backend.close());

  it.each(["Dovecot", "Cyrus"])("%s is never made to fail, and no answer has more than there is", async (name) => {
    backend = backendOn(name === "Dovecot" ? dovecot : cyrus);
    for (const content of [MIXED_MAIL, mail("one"), mail("two", "X-Tag: blue\r\n")])
      await backend.append("INBOX", Buffer.from(content), { flags: ["\\Flagged"] });
    await fc.assert(
      fc.asyncProperty(anySearch, async (query) => {
        try {
          const { total, messages } = await backend.searchMessages("INBOX", query, FIRST);
          expect(messages).toHaveLength(total);
          expect(total).toBeLessThanOrEqual(3);
        } catch (error) {
          expect(error).toMatchObject({
            kind: expect.stringMatching(/^(?:invalid|unsupported)$/),
            code: expect.stringMatching(/^(?:UnsupportedSearchTerm|MissingServerExtension)$/),
          });
        }
      }),
      { numRuns: 150, seed: 20250701 },
    );
  });
});
