import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MailBackend } from "../../core/mail-backend.ts";
import { mail } from "../conformance.ts";
import { Watcher } from "../conformance-watcher.ts";
import { ADDRESS, type GraphBench, startBench } from "./testing.ts";

const PAGE = { page: 0, pageSize: 20 };

describe("Microsoft Graph answers", () => {
  let bench: GraphBench;
  let backend: MailBackend;
  const deliver = (message: string, path?: string) => bench.graph.deliver(ADDRESS, message, path);
  const find = async (path = "INBOX") => (await backend.listMessages(path, PAGE)).messages;

  beforeEach(async () => {
    bench = await startBench();
    backend = bench.open();
  });
  afterEach(async () => {
    await backend.close();
    await bench.close();
    expect(bench.graph.violations).toEqual([]);
    expect(bench.graph.peak).toBeLessThanOrEqual(4);
  });

  it("labels as categories", async () => {
    const { id } = await deliver(mail("one"));
    await deliver(mail("two"));
    const update = (labels: object) => backend.updateMessage(id, { labels }, {});
    expect(await update({ add: ["Red", "Blue"] })).toEqual({
      labels: { add: ["Red", "Blue"], result: ["Red", "Blue"] },
    });
    expect(await update({ delete: ["Red"] })).toMatchObject({ labels: { result: ["Blue"] } });
    expect((await backend.getMessage(id, {})).labels).toEqual(["Blue"]);
    const search = async (labels: object) =>
      (await backend.searchMessages("INBOX", { labels }, PAGE)).messages.map(({ subject }) => subject);
    expect(await search({ has: ["Blue"] })).toEqual(["one"]);
    expect(await search({ not: ["Blue"] })).toEqual(["two"]);
    expect(await update({ set: [] })).toMatchObject({ labels: { result: [] } });
    expect(await backend.updateMessage(id, {}, {})).toEqual({});
  });

  it("Outlook's own search: other terms, forward only, no total", async () => {
    for (const subject of ["a 1", "a 2", "a 3"]) await deliver(mail(subject));
    const search = (query: object, more = {}) =>
      backend.searchMessages("INBOX", query, { ...PAGE, pageSize: 2, useOutlookSearch: true, ...more });
    const first = await search({ to: "bob", subject: 'a "', larger: 10, since: "2000-01-01" });
    expect(first.messages.map(({ subject }) => subject)).toEqual(["a 3", "a 2"]);
    expect(first).not.toHaveProperty("total");
    const second = await search({ to: "bob", subject: "a" }, { cursor: first.nextPageCursor });
    expect(second).toMatchObject({
      page: 1,
      nextPageCursor: null,
      prevPageCursor: null,
      messages: [{ subject: "a 1" }],
    });
    await expect(search({ labels: { has: ["x"] } })).rejects.toMatchObject({ code: "UnsupportedSearchTerm" });
  });

  it("searches by the day that a message was sent", async () => {
    await deliver(mail("one"));
    const found = async (query: object) => (await backend.searchMessages("INBOX", query, PAGE)).total;
    expect(await found({ sentSince: "2025-06-29", sentBefore: "2025-07-03" })).toBe(1);
    expect(await found({ sentSince: "2025-07-03" })).toBe(0);
  });

  it("a mailbox that is gone since it was listed as such", async () => {
    const { id } = await deliver(mail("one"));
    const mailbox = bench.graph.mailbox(ADDRESS);
    const refusal = { kind: "not_found", code: "FolderNotFound" };
    for (const use of [
      () => find("Gone"),
      () => backend.moveMessage(id, "Gone", {}),
      () => backend.searchMessages("Gone", { body: "x" }, { ...PAGE, useOutlookSearch: true }),
      () => backend.deleteMessages("Gone", {}, { dryRun: false, force: true }),
      () => backend.append("Gone", Buffer.from(mail("two")), {}),
      () => backend.listThreads("Gone", PAGE),
    ]) {
      const folder = mailbox.addFolder("Gone", mailbox.root);
      await backend.listMailboxes({ counters: false });
      mailbox.removeFolder(folder.id);
      await expect(use(), String(use)).rejects.toMatchObject(refusal);
    }
  });

  it("the events of an invitation, which Exchange keeps out of the attachments", async () => {
    const calendar =
      "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:lunch\r\nSUMMARY:Lunch\r\nDTSTART:20250701T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    const invitation = mail("lunch", [
      "MIME-Version: 1.0",
      'Content-Type: multipart/alternative; boundary="b"',
    ]).replace(
      "This is lunch.",
      `--b\r\nContent-Type: text/plain\r\n\r\nCome\r\n--b\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n${calendar}--b--`,
    );
    const { id } = await deliver(invitation);
    const message = await backend.getMessage(id, { calendarEvents: true });
    expect(message).not.toHaveProperty("attachments");
    const [event] = message.calendarEvents ?? [];
    expect(event).toMatchObject({ eventId: "lunch", method: "REQUEST", summary: "Lunch", filename: "invite.ics" });
    const file = await backend.getAttachment(event?.attachment ?? "", {});
    expect(file).toMatchObject({ contentType: "text/calendar" });
    expect((await buffer(file.content)).toString()).toContain("UID:lunch");
    await expect(backend.getAttachment(event?.attachment.slice(0, -2) ?? "", {})).rejects.toMatchObject({
      kind: "not_found",
    });
  });

  it("changes of messages by name, whatever mailbox they are in", async () => {
    const one = await deliver(mail("one"));
    const two = await deliver(mail("two"), "Junk");
    const emailIds = [one.id, two.id, one.id.replace(/.AAA=$/, "xAAA=")];
    const update = { flags: { add: ["\\Seen"] } };
    expect(await backend.updateMessages("INBOX", { emailIds }, update, { dryRun: false })).toEqual({
      ...update,
      emailIds: [one.id, two.id],
      matched: 2,
      processed: 2,
    });
  });

  it("changes of more messages than go into a batch, throttled ones too", async () => {
    for (let i = 0; i < 45; i++) await deliver(mail(`go ${i}`));
    bench.graph.script({
      status: 429,
      code: "ApplicationThrottled",
      headers: { "retry-after": "1" },
      times: 7,
      matches: ({ isInBatch }) => isInBatch,
    });
    const moved = await backend.moveMessages("INBOX", {}, "Junk", { dryRun: false });
    expect(moved).toMatchObject({ matched: 45, processed: 45 });
    expect((await backend.listMessages("Junk", PAGE)).total).toBe(45);
  });

  it.each([
    [404, "ErrorItemNotFound", "not_found", "MessageNotFound"],
    [403, "ErrorAccessDenied", "forbidden", "AccessDenied"],
    [403, "ErrorMailboxNotEnabledForRESTAPI", "forbidden", "MailboxNotEnabled"],
    [400, "ErrorExecuteSearchStaleData", "invalid", "SearchCursorExpired"],
    [413, "ErrorMessageSizeExceeded", "too_large", "MessageTooLarge"],
    [429, "ErrorQuotaExceeded", "limited", "QuotaExceeded"],
    [503, "ServiceUnavailable", "unavailable", "ServiceUnavailable"],
  ])("%i %s as %s %s", async (status, graphCode, kind, code) => {
    const { id } = await deliver(mail("one"));
    bench.graph.script({ status, code: graphCode, message: "No" });
    await expect(backend.getMessage(id, {})).rejects.toMatchObject({ kind, code });
    bench.graph.unscript();
  });

  it("at once that Graph wants to be left alone for longer than anybody waits", async () => {
    const { id } = await deliver(mail("one"));
    bench.graph.script({ status: 429, code: "ApplicationThrottled", headers: { "retry-after": "600" }, times: 1 });
    await expect(backend.getMessage(id, {})).rejects.toMatchObject({ kind: "limited", code: "Throttled" });
  });

  it("another tag for a draft each time, since its content may have changed", async () => {
    const { id } = await bench.graph
      .mailbox(ADDRESS)
      .store(Buffer.from(mail("draft")), bench.graph.mailbox(ADDRESS).folder("drafts") ?? fail(), { isDraft: true });
    const watcher = new Watcher(backend, bench.notes);
    await watcher.inSync();
    await watcher.stop();
    expect(await backend.tagOf(id)).not.toBe(await backend.tagOf(id));
  });

  it("stops when nobody waits any more", async () => {
    bench.graph.script({ fault: "hang" });
    const abort = new AbortController();
    const listed = backend.listMailboxes({ counters: false, signal: abort.signal });
    await expect.poll(() => bench.graph.calls.length).toBe(1);
    abort.abort();
    await expect(listed).rejects.toMatchObject({ kind: "timeout" });
    const other = backend.listMailboxes({ counters: false });
    await expect.poll(() => bench.graph.calls.length).toBe(2);
    await backend.close();
    await expect(other).rejects.toMatchObject({ kind: "timeout" });
    bench.graph.unscript();
  });
});

function fail(): never {
  throw new Error("The folder is missing");
}
