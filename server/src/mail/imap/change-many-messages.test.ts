import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { cut, refuse } from "@posthorn/fakes/imap/deeds";
import { MODERN } from "@posthorn/fakes/imap/options";
import { afterEach, describe, expect, it } from "vitest";
import { mail, openSession, type Session } from "./quirks/testing.ts";

const inEarnest = { dryRun: false };
const deletion = { dryRun: false, force: false };

describe("a change of many messages", () => {
  let server: FakeImap;
  let session: Session;
  /** Messages with odd UIDs, so that no range of numbers is without gaps. */
  const start = async (count: number, { without = [], more = [] }: { without?: string[]; more?: string[] } = {}) => {
    const capabilities = [...MODERN.filter((name) => name !== "QRESYNC" && !without.includes(name)), ...more];
    server = await startFakeImap({ capabilities });
    session = await openSession(server);
    server.store.create("Junk", { attributes: ["\\Junk"] });
    for (let i = 0; i < count; i++) server.store.deliver("INBOX", mail(`m${i}`), { uid: 2 * i + 1 });
  };
  const lines = (verb: RegExp) =>
    server.received.filter(({ command }) => verb.test(command)).map(({ line }) => line.replace(/^\S+ /, ""));
  const uidsIn = (path: string) => server.store.at(path).messages.map(({ uid }) => uid);
  afterEach(async () => {
    await session.close();
    await server.stop();
  });

  it("is one command for a whole mailbox", async () => {
    await start(400);
    const moved = await session.backend.moveMessages("INBOX", {}, "Junk", inEarnest);
    expect(moved).toMatchObject({ path: "Junk", matched: 400, processed: 400 });
    expect(moved.idMap).toHaveLength(400);
    expect(lines(/MOVE/)).toEqual(["UID MOVE 1:799 Junk"]);
  });

  it("is a few commands of moderate length for many that fit", async () => {
    await start(3000);
    await session.backend.updateMessages("INBOX", { seen: false }, { flags: { add: ["\\Seen"] } }, inEarnest);
    const stores = lines(/STORE/);
    expect(stores).toHaveLength(2);
    for (const line of stores) expect(line.length).toBeLessThan(8192);
    expect(server.store.at("INBOX").messages.every(({ flags }) => flags.has("\\Seen"))).toBe(true);
  });

  it("tells how far it came when the server stops going along", async () => {
    await start(3000);
    let moves = 0;
    server.on("MOVE", (call) => (++moves === 1 ? call.answer() : call.no("[CANNOT] Not so many")));
    const { length } = server.store.at("INBOX").messages;
    const failure = await session.backend
      .moveMessages("INBOX", { seen: false }, "Junk", inEarnest)
      .catch((error: unknown) => error as { extra: { processed: number } });
    const moved = uidsIn("Junk").length;
    expect(failure).toMatchObject({
      kind: "invalid",
      code: "CANNOT",
      message: "The mail server refused to move messages: [CANNOT] Not so many",
      extra: { info: { response: "[CANNOT] Not so many" }, matched: 3000, processed: moved },
    });
    expect(moved).toBeGreaterThan(0);
    expect(uidsIn("INBOX")).toHaveLength(length - moved);
  });

  it("never happens twice, should the connection break", async () => {
    await start(3);
    server.on("MOVE", cut());
    await expect(session.backend.moveMessages("INBOX", {}, "Junk", inEarnest)).rejects.toMatchObject({
      kind: "unavailable",
    });
    expect(lines(/MOVE/)).toHaveLength(1);
    server.on("STORE", cut());
    const update = session.backend.updateMessages("INBOX", {}, { flags: { add: ["\\Seen"] } }, inEarnest);
    await expect(update).rejects.toMatchObject({ kind: "unavailable" });
    expect(lines(/STORE/)).toHaveLength(1);
  });

  it("moves without MOVE and UIDPLUS, and takes along nothing that others marked", async () => {
    await start(4, { without: ["MOVE", "UIDPLUS"] });
    server.store.touch(server.store.at("INBOX"), 5, ({ flags }) => void flags.add("\\Deleted"));
    const moved = await session.backend.moveMessages("INBOX", { uid: "1:3,7" }, "Junk", inEarnest);
    expect(moved).toEqual({ path: "Junk", matched: 3, processed: 3 });
    expect(uidsIn("INBOX")).toEqual([5]);
    expect(server.store.at("INBOX").messages[0]?.flags).toContain("\\Deleted");
    expect(uidsIn("Junk")).toHaveLength(3);
  });

  it("leaves everything where it is when a copy fails", async () => {
    await start(4, { without: ["MOVE"] });
    server.once("COPY", refuse("[LIMIT2] Too large for this mailbox"));
    await expect(session.backend.moveMessages("INBOX", {}, "Junk", inEarnest)).rejects.toMatchObject({
      kind: "invalid",
      code: "LIMIT2",
    });
    expect(uidsIn("INBOX")).toHaveLength(4);
    expect(lines(/STORE|EXPUNGE/)).toEqual([]);
  });

  it("tells a missing target from a refusal, whatever words the server has for it", async () => {
    await start(1);
    server.on("MOVE", refuse("No"));
    await expect(session.backend.moveMessages("INBOX", {}, "Nowhere", inEarnest)).rejects.toMatchObject({
      code: "FolderNotFound",
    });
    await expect(session.backend.moveMessages("INBOX", {}, "Junk", inEarnest)).rejects.toMatchObject({
      kind: "invalid",
      extra: { info: { response: "No" } },
    });
    const [message] = (await session.listInbox()).messages;
    await expect(session.backend.moveMessage(message?.id ?? "", "Nowhere", {})).rejects.toMatchObject({
      code: "FolderNotFound",
    });
    await expect(session.backend.moveMessage(message?.id ?? "", "Junk", {})).rejects.toMatchObject({
      kind: "invalid",
      extra: { info: { response: "No" } },
    });
  });

  it("deletes for good only when the server has no Trash even now", async () => {
    await start(2);
    await session.backend.listMailboxes({ counters: false });
    server.store.create("Bin", { attributes: ["\\Trash"] });
    expect(await session.backend.deleteMessages("INBOX", { uid: "1" }, deletion)).toMatchObject({
      deleted: false,
      moved: { destination: "Bin", idMap: [[expect.any(String), expect.any(String)]] },
    });
    expect(uidsIn("Bin")).toHaveLength(1);
    server.store.delete("Bin");
    await session.backend.listMailboxes({ counters: false });
    expect(await session.backend.deleteMessages("INBOX", {}, deletion)).toEqual({
      deleted: true,
      matched: 1,
      processed: 1,
    });
    expect(uidsIn("INBOX")).toEqual([]);
  });

  it("changes labels on Gmail, and nothing elsewhere", async () => {
    await start(2, { more: ["X-GM-EXT-1"] });
    const update = { labels: { add: ["work"] } };
    expect(await session.backend.updateMessages("INBOX", {}, update, inEarnest)).toEqual({
      labels: { add: true },
      matched: 2,
      processed: 2,
    });
    expect(server.store.at("INBOX").messages.every(({ labels }) => labels.has("work"))).toBe(true);
    await session.close();
    await server.stop();
    await start(2);
    expect(await session.backend.updateMessages("INBOX", {}, update, inEarnest)).toEqual({ matched: 2, processed: 0 });
  });

  it("says which operation the server refused", async () => {
    await start(2);
    server.once("STORE", refuse("Read-only"));
    const update = { flags: { add: ["\\Seen"], delete: ["\\Flagged"] } };
    expect(await session.backend.updateMessages("INBOX", {}, update, inEarnest)).toEqual({
      flags: { add: false, delete: true },
      matched: 2,
      processed: 2,
    });
  });

  it("is told at once by who watches, in both mailboxes", async () => {
    await start(2);
    const watcher = session.watch();
    await watcher.inSync();
    await session.backend.moveMessages("INBOX", {}, "Junk", inEarnest);
    await watcher.until(({ subjects }) => subjects.length === 4);
    await watcher.until(() => watcher.of("messageDeleted").length === 2);
    expect(watcher.of("messageNew").slice(2)).toMatchObject([
      { mailbox: { path: "Junk" }, message: { seemsLikeNew: false } },
      { mailbox: { path: "Junk" }, message: { seemsLikeNew: false } },
    ]);
    await watcher.stop();
  });
});
