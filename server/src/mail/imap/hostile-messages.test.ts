import type { Readable } from "node:stream";
import { edited, refuse, replaceIn } from "@posthorn/fakes/imap/deeds";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mail, openSession, type Session } from "./quirks/testing.ts";

const LEVELS = 20_000;
/** `(((…(text)…) "MIXED") "MIXED")` */
const DEEP = `${"(".repeat(LEVELS)}"TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1${') "MIXED"'.repeat(LEVELS - 1)})`;

/** A message of so many multiparts, one in the other. */
function nested(levels: number): string {
  const open = Array.from(
    { length: levels },
    (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
  );
  return `From: eve@example.test\r\nSubject: nested\r\n${open.join("")}\r\nhello\r\n`;
}

describe("hostile content", () => {
  let server: FakeImap;
  let session: Session;
  beforeEach(async () => {
    server = await startFakeImap();
    session = await openSession(server);
  });
  afterEach(async () => {
    await session.close();
    await server.stop();
  });

  it("may be nested so deep that nobody tells its parts; it is told, and so is what follows", async () => {
    server.store.deliver("INBOX", mail("deep"));
    server.on("FETCH", replaceIn(/BODYSTRUCTURE \(.*?\) (?=ENVELOPE)/s, `BODYSTRUCTURE ${DEEP} `));
    const watcher = session.watch();
    await watcher.inSync();
    server.store.deliver("INBOX", mail("deeper"));
    await watcher.until(({ subjects }) => subjects.length === 2);
    expect(watcher.subjects).toEqual(["deep", "deeper"]);
    expect(watcher.of("messageMissing")).toEqual([]);
    const { messages } = await session.listInbox();
    expect(messages.map(({ subject, text }) => [subject, text])).toEqual([
      ["deeper", undefined],
      ["deep", undefined],
    ]);
    const message = await session.backend.getMessage(messages[0]?.id ?? "", { textType: "*" });
    expect(message).toMatchObject({ subject: "deeper", headers: { subject: ["deeper"] } });
    await watcher.stop();
  });

  it("may be nested as deep as any sender likes", async () => {
    for (const levels of [50, 90, 150]) server.store.deliver("INBOX", nested(levels));
    const { messages } = await session.listInbox();
    // What nests too deep for the structure to be told still has its source.
    expect(messages.map(({ text }) => text !== undefined)).toEqual([false, true, true]);
    const source = await session.backend.getSource(messages[0]?.id ?? "", {});
    expect(Buffer.concat(await source.toArray()).toString()).toBe(nested(150));
  });

  it("may be gone just when it is read: content that is NIL is none, and never half of one", async () => {
    const long = "x".repeat(600_000);
    const attached = (content: string) =>
      `Subject: NIL\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: application/pdf\r\n\r\n${content}\r\n--b--\r\n`;
    server.store.deliver("INBOX", attached(long));
    const [{ id, text, attachments } = {}] = (await session.listInbox()).messages;
    const { backend } = session;
    const part = attachments?.[0]?.id ?? "";
    const readAll = async (content: Promise<Readable>) => Buffer.concat(await (await content).toArray()).length;
    const contentOf = async (attachment: string) => (await backend.getAttachment(attachment, {})).content;
    expect(await readAll(contentOf(part))).toBe(long.length);

    server.on("FETCH", replaceIn(NIL_FROM_THE_START, "$1 NIL)"));
    await expect(backend.getAttachment(part, {})).rejects.toMatchObject({ kind: "not_found" });
    await expect(backend.getSource(id ?? "", {})).rejects.toMatchObject({ code: "MessageNotFound" });
    expect(await backend.getText(text?.id ?? "", {})).toEqual({ plain: "", hasMore: false });

    server.behave();
    server.on("FETCH", replaceIn(NIL_LATER, "$1 NIL)"));
    await expect(readAll(contentOf(part))).rejects.toMatchObject({ code: "MessageNotFound" });
    await expect(readAll(backend.getSource(id ?? "", {}))).rejects.toMatchObject({ code: "MessageNotFound" });
  });

  it("has headers that would reach into objects, and addresses that are none", async () => {
    const more = "__proto__: polluted\r\nconstructor: polluted\r\nTo: \x00\x01\x02 <<<>>>,;:\r\nhasOwnProperty: x\r\n";
    server.store.deliver("INBOX", mail("odd", more));
    const watcher = session.watch();
    await watcher.until(({ subjects }) => subjects.includes("odd"));
    const [{ id } = { id: "" }] = (await session.listInbox()).messages;
    const { headers } = await session.backend.getMessage(id ?? "", {});
    expect(Object.keys(headers ?? {})).not.toContain("__proto__");
    expect(headers).toMatchObject({ hasownproperty: ["x"], subject: ["odd"] });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(Object.prototype).not.toHaveProperty("0");
    await watcher.stop();
  });

  it("has mailboxes whose names are none: they are listed, and the others work", async () => {
    for (const path of ["Bad1", "Bad2", "__proto__", "constructor"]) server.store.create(path);
    server.on(
      "*",
      edited((response) => response.replace('"Bad1"', '"&#**invalid"').replace('"Bad2"', '"&AA&AA-&"')),
    );
    const mailboxes = await session.backend.listMailboxes({ counters: true });
    expect(mailboxes).toHaveLength(5);
    expect(mailboxes.map(({ path }) => path)).toEqual(expect.arrayContaining(["INBOX", "__proto__", "constructor"]));
    const watcher = session.watch();
    await watcher.inSync();
    for (const path of ["INBOX", "__proto__"]) server.store.deliver(path, mail(`in ${path}`));
    await session.backend.sync({});
    await watcher.until(({ subjects }) => subjects.length === 2);
    expect(watcher.subjects.toSorted()).toEqual(["in INBOX", "in __proto__"]);
    expect(watcher.of("mailboxDeleted")).toEqual([]);
    await watcher.stop();
  });

  it("comes in rows that lack UID or FLAGS, tell the wrong message or are missing; no message gets lost", async () => {
    const watcher = session.watch();
    await watcher.inSync();
    const faults = [/ UID \d+/, /FLAGS \([^)]*\) ?/, /^\* \d+ FETCH/, /.*/s];
    for (const [i, fault] of faults.entries()) {
      server.once(
        "FETCH",
        edited((row) => (/^\* \d+ FETCH/.test(row) ? corrupt(row, fault) : row)),
      );
      server.store.deliver("INBOX", mail(`mail ${i}`));
      await watcher.until(({ subjects }) => subjects.includes(`mail ${i}`), `mail ${i}`);
    }
    expect(watcher.subjects).toEqual(["mail 0", "mail 1", "mail 2", "mail 3"]);
    await watcher.stop();
  });

  it.each([
    { what: "without its UID", pattern: / UID \d+/ },
    { what: "without its FLAGS", pattern: /FLAGS \([^)]*\) ?/ },
    { what: "not at all", pattern: /.*/s },
  ])("may be told $what for ever; what comes after it is told, and nothing is told to be gone", async ({ pattern }) => {
    for (const subject of ["one", "two", "three"]) server.store.deliver("INBOX", mail(subject));
    server.on(
      "FETCH",
      edited((row) => (row.startsWith("* 2 FETCH") ? corrupt(row, pattern) : row)),
    );
    const watcher = session.watch();
    await watcher.inSync();
    server.store.deliver("INBOX", mail("four"));
    await watcher.until(({ subjects }) => subjects.includes("four"));
    expect(watcher.subjects).toEqual(expect.arrayContaining(["one", "three", "four"]));
    expect(watcher.of("messageDeleted")).toEqual([]);
    await watcher.stop();
  });

  it("may be refused for a moment, or gone just then: that ends no watch", async () => {
    server.store.deliver("INBOX", mail("here"));
    server.on("FETCH", refuse("No matching messages"), { times: 2 });
    const watcher = session.watch();
    await watcher.until(({ subjects }) => subjects.includes("here"));
    await watcher.stop();
  });
});

/** The content of a part, up to the end of the response. */
const NIL_FROM_THE_START = /(BODY\[[\d.]*\]<\d+>) (?:\{\d+\}\r\n|").*\)$/s;
const NIL_LATER = /(BODY\[[\d.]*\]<[1-9]\d*>) (?:\{\d+\}\r\n|").*\)$/s;

/** Takes something out of a row, or the row itself; a sequence number becomes another. */
function corrupt(row: string, fault: RegExp): string | undefined {
  if (fault.source === ".*") return undefined;
  return row.replace(fault, fault.source.startsWith("^") ? "* 77 FETCH" : "");
}
