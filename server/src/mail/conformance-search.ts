import type { SearchQuery } from "@posthorn/contracts/search-query";
import { beforeEach, describe, expect, it } from "vitest";
import type { MailBackend } from "../core/mail-backend.ts";
import { withoutEmptyTerms } from "../core/search-terms.ts";
import type { Traits } from "./conformance-traits.ts";

const DAY_MS = 86_400_000;
const dayFromNow = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

interface Given {
  account: { deliver(message: string, mailbox?: string): Promise<void> };
  backend: MailBackend;
  remove(id: string): Promise<void>;
}

interface Samples {
  /** A plain message with this subject and these header lines. */
  mail(subject: string, more?: string[]): string;
  /** One with two kinds of text, an attachment and letters beyond ASCII. */
  mixedMail: string;
}

/** What every mail backend promises of searches and of changes of many messages at once. */
export function keepsTheSearchPromises(current: () => Given, { mail, mixedMail }: Samples, traits: Traits) {
  const done = <T>(asked: T) => (traits.tellsOutcomes ? true : asked);
  const undone = <T>(asked: T) => (traits.tellsOutcomes ? false : asked);
  const account = () => current().account;
  const backend = () => current().backend;
  const deliver = async (...subjects: string[]) => {
    for (const subject of subjects) await account().deliver(mail(subject));
  };
  const search = (
    query: SearchQuery,
    more: { path?: string; page?: number; pageSize?: number; cursor?: string } = {},
  ) => {
    const { path = "INBOX", ...paging } = more;
    return backend().searchMessages(path, query, { page: 0, pageSize: 20, ...paging });
  };
  const found = async (query: SearchQuery, path = "INBOX") =>
    (await search(query, { path })).messages.map(({ subject }) => subject);
  const subjectsIn = (path: string) => found({}, path);
  const inEarnest = { dryRun: false };
  const forGood = { dryRun: false, force: true };

  describe("searching", () => {
    beforeEach(async () => {
      await account().deliver(mail("one"));
      await account().deliver(mail("two", ["Cc: Carol <carol@example.test>", "X-Tag: blue sky"]));
      await account().deliver(mixedMail);
      const { messages } = await search({});
      await backend().updateMessage(messages[2]?.id ?? "", { flags: { add: ["\\Seen", "\\Flagged"] } }, {});
      await backend().updateMessage(messages[1]?.id ?? "", { flags: { add: ["\\Answered"] } }, {});
    });

    it("finds what fits every term, newest first", async () => {
      const [mixed, two, one] = ["Grüße", "two", "one"];
      const uids = (await search({})).messages.map(({ uid }) => uid);
      const cases: [SearchQuery, (string | undefined)[]][] = [
        [{}, [mixed, two, one]],
        [{ subject: "", larger: 0 }, [mixed, two, one]],
        [{ seen: true }, [one]],
        [{ unseen: true }, [mixed, two]],
        [{ unseen: false }, [one]],
        [{ flagged: true, answered: true }, []],
        [{ flagged: false, answered: false }, [mixed]],
        [{ draft: true }, []],
        [{ deleted: false }, [mixed, two, one]],
        [{ from: "ann@example.test" }, [two, one]],
        [{ from: "Ann", subject: "TWO" }, [two]],
        [{ from: "Jørgen" }, [mixed]],
        [{ subject: "grüße" }, [mixed]],
        [{ to: "bob@" }, [mixed, two, one]],
        [{ cc: "Carol" }, [two]],
        [{ bcc: "Carol" }, []],
        [{ body: "This is two" }, [two]],
        [{ body: "hello" }, [mixed]],
        [{ larger: 500 }, [mixed]],
        [{ smaller: 500 }, [two, one]],
        [{ since: dayFromNow(-2), before: dayFromNow(2) }, [mixed, two, one]],
        [{ since: dayFromNow(2) }, []],
        [{ before: dayFromNow(-2) }, []],
        [{ sentSince: "2025-06-29", sentBefore: "2025-07-03" }, [mixed, two, one]],
        [{ sentSince: "2025-07-03" }, []],
        [{ sentBefore: "2025-06-29" }, []],
        [{ header: { "X-Tag": true } }, [two]],
        [{ header: { "x-tag": "BLUE" } }, [two]],
        [{ header: { "x-tag": "red" } }, []],
        [{ header: { "Message-ID": "<one@example.test>" } }, [one]],
        [{ seq: "1,3:*" }, [mixed, one]],
        [{ seq: "2:99" }, [mixed, two]],
        [{ seq: "7,9:11" }, []],
        [{ uid: `${uids[2]},${uids[0]}` }, [mixed, one]],
        [{ uid: `${uids[1]}:${uids[2]}` }, [two, one]],
        [{ uid: "4294967295" }, []],
        [{ uid: `${uids[1]}:*` }, [mixed, two]],
        [{ uid: "*" }, [mixed]],
        // Servers take it for the newest message, since a range has no direction (RFC 9051 section 9).
        [{ uid: "4294967000:*" }, []],
      ];
      const refusal = { kind: "invalid", code: "UnsupportedSearchTerm" };
      for (const [query, subjects] of cases) {
        const isKnown = Object.keys(withoutEmptyTerms(query)).every(
          (term) => !traits.unknownTerms.some((unknown) => unknown === term),
        );
        const isOdd = query.header !== undefined && !("Message-ID" in query.header) && traits.unknownTerms.length > 0;
        if (!isKnown || isOdd) await expect(found(query), JSON.stringify(query)).rejects.toMatchObject(refusal);
        // Where a date is that of the arrival, these messages came today.
        else if ((query.sentSince ?? query.sentBefore) === undefined || traits.tellsHeaderDates)
          expect(await found(query), JSON.stringify(query)).toEqual(subjects);
      }
    });

    it("says of a message what a listing says, and how many there are", async () => {
      const listing = await backend().listMessages("INBOX", { page: 0, pageSize: 20 });
      expect(await search(traits.unknownTerms.includes("to") ? { draft: false } : { to: "bob" })).toEqual(listing);
      expect(await search({ subject: "nowhere" })).toMatchObject({
        total: 0,
        page: 0,
        pages: expect.any(Number),
        messages: [],
        nextPageCursor: null,
        prevPageCursor: null,
      });
    });

    it("finds messages by their lasting id, or says that it can't", async () => {
      const [first] = (await search({})).messages;
      const byId = found({ emailId: first?.emailId ?? "unknown" });
      if (first?.emailId !== undefined) return expect(await byId).toEqual([first.subject]);
      await expect(byId).rejects.toMatchObject({ kind: "unsupported", code: "UnsupportedSearchTerm" });
    });

    it("never leaves out a term that the server doesn't know", async () => {
      const missing = { kind: "unsupported", code: "MissingServerExtension" };
      if (!traits.knowsGmailQueries)
        await expect(search({ gmailRaw: "has:attachment" })).rejects.toMatchObject(missing);
      if (!traits.knowsLabels) await expect(search({ labels: { has: ["work"] } })).rejects.toMatchObject(missing);
      const query = { emailIds: ["1"], subject: "one" };
      const refusal = { kind: "unsupported", code: "UnsupportedSearchTerm" };
      await expect(search(query)).rejects.toMatchObject(refusal);
      if (!traits.knowsGmailQueries)
        await expect(backend().deleteMessages("INBOX", query, forGood)).rejects.toMatchObject(refusal);
      expect(await subjectsIn("INBOX")).toHaveLength(3);
    });

    it("tells what mailbox or cursor is none", async () => {
      await expect(search({ seen: true }, { path: "Nowhere" })).rejects.toMatchObject({ code: "FolderNotFound" });
      await expect(search({ seen: true }, { cursor: "imap" })).rejects.toMatchObject({ code: "InvalidCursorValue" });
      await expect(search({ seen: true }, { cursor: "other_x" })).rejects.toMatchObject({ code: "InvalidCursorType" });
    });
  });

  it("walks pages of what was found that new mail does not shift", async () => {
    await deliver("a 1", "b 1", "a 2", "a 3", "b 2", "a 4", "a 5");
    const page = async (more: { page?: number; cursor?: string } = {}) => {
      const answer = await search({ subject: "a " }, { pageSize: 2, ...more });
      return { ...answer, subjects: answer.messages.map(({ subject }) => subject) };
    };
    const first = await page();
    expect(first).toMatchObject({ total: 5, page: 0, pages: 3, prevPageCursor: null, subjects: ["a 5", "a 4"] });
    await deliver("a 6");
    const second = await page({ cursor: first.nextPageCursor ?? "" });
    expect(second).toMatchObject({ page: 1, subjects: ["a 3", "a 2"] });
    const third = await page({ cursor: second.nextPageCursor ?? "" });
    expect(third).toMatchObject({ page: 2, subjects: ["a 1"], nextPageCursor: null });
    expect((await page({ cursor: third.prevPageCursor ?? "" })).subjects).toEqual(["a 3", "a 2"]);
    if (traits.hasPageNumbers)
      expect(await page({ page: 9 })).toMatchObject({ total: 6, subjects: [], nextPageCursor: null });
  });

  describe("changing many messages", () => {
    beforeEach(() => deliver("keep", "go 1", "go 2", "stay", "go 3"));

    it("changes the flags of all that fit", async () => {
      const update = { flags: { add: ["\\Seen"] } };
      expect(await backend().updateMessages("INBOX", { subject: "go" }, update, inEarnest)).toMatchObject({
        flags: { add: done(update.flags.add) },
        matched: 3,
        processed: 3,
      });
      expect(await found({ seen: true })).toEqual(["go 3", "go 2", "go 1"]);
      const set = ["\\Flagged"];
      expect(await backend().updateMessages("INBOX", {}, { flags: { set } }, inEarnest)).toMatchObject({
        flags: { set: done(set) },
        matched: 5,
      });
      expect(await found({ seen: true })).toEqual([]);
      expect(await found({ flagged: true })).toHaveLength(5);
    });

    it("says so when nothing fits", async () => {
      const none = { subject: "nowhere" };
      const nothing = { matched: 0, processed: 0 };
      const update = { flags: { add: ["\\Seen"], delete: ["\\Flagged"] } };
      expect(await backend().updateMessages("INBOX", none, update, inEarnest)).toEqual({
        flags: { add: undone(update.flags.add), delete: undone(update.flags.delete) },
        ...nothing,
      });
      expect(await backend().moveMessages("INBOX", none, "\\Junk", inEarnest)).toEqual({
        path: expect.any(String),
        ...nothing,
      });
      expect(await backend().deleteMessages("INBOX", none, forGood)).toEqual({ deleted: false, ...nothing });
    });

    it("counts and changes nothing when asked to try", async () => {
      const go = { subject: "go" };
      const tried = { matched: 3, processed: 0 };
      const update = { flags: { set: [] } };
      expect(await backend().updateMessages("INBOX", go, update, { dryRun: true })).toMatchObject(tried);
      expect(await backend().moveMessages("INBOX", go, "Trash", { dryRun: true })).toMatchObject(tried);
      expect(await backend().deleteMessages("INBOX", go, { dryRun: true, force: true })).toMatchObject(tried);
      expect(await subjectsIn("INBOX")).toHaveLength(5);
    });

    it("moves all that fit and tells which is which now", async () => {
      const before = (await search({ subject: "go" })).messages.map(({ id }) => id);
      const moved = await backend().moveMessages("INBOX", { subject: "go" }, "\\Junk", inEarnest);
      expect(moved).toMatchObject({ matched: 3, processed: 3 });
      expect(await subjectsIn("INBOX")).toEqual(["stay", "keep"]);
      const after = (await search({}, { path: moved.path })).messages;
      expect(after.map(({ subject }) => subject).toSorted()).toEqual(["go 1", "go 2", "go 3"]);
      if (moved.idMap === undefined) return;
      expect(moved.idMap.map(([old]) => old).toSorted()).toEqual(before.toSorted());
      for (const [, now] of moved.idMap) expect(after.map(({ id }) => id)).toContain(now);
    });

    it("moves a whole mailbox", async () => {
      const [, gone] = (await search({})).messages;
      await current().remove(gone?.id ?? "");
      expect(await backend().moveMessages("INBOX", {}, "Trash", inEarnest)).toMatchObject({ matched: 4, processed: 4 });
      expect(await subjectsIn("INBOX")).toEqual([]);
      expect(await subjectsIn("Trash")).toHaveLength(4);
    });

    it("refuses to move from or to where there is nothing", async () => {
      const refusal = { kind: "not_found", code: "FolderNotFound" };
      await expect(backend().moveMessages("INBOX", {}, "Nowhere", inEarnest)).rejects.toMatchObject(refusal);
      await expect(backend().moveMessages("Nowhere", {}, "Trash", inEarnest)).rejects.toMatchObject(refusal);
      await expect(backend().moveMessages("INBOX", { draft: true }, "Nowhere", inEarnest)).rejects.toMatchObject(
        refusal,
      );
      expect(await subjectsIn("INBOX")).toHaveLength(5);
    });

    it("deletes by way of Trash, and from there for good", async () => {
      const options = { dryRun: false, force: false };
      expect(await backend().deleteMessages("INBOX", { subject: "go" }, options)).toMatchObject({
        deleted: traits.callsTrashedDeleted,
        moved: { destination: "Trash" },
        matched: 3,
        processed: 3,
      });
      expect(await subjectsIn("INBOX")).toEqual(["stay", "keep"]);
      if (!traits.deletesForGood) {
        await backend().deleteMessages("\\Trash", { subject: "go 2" }, forGood);
        return expect(await subjectsIn("\\Trash")).toHaveLength(3);
      }
      expect(await backend().deleteMessages("\\Trash", { subject: "go 2" }, options)).toMatchObject({
        deleted: true,
        matched: 1,
        processed: 1,
      });
      expect((await subjectsIn("\\Trash")).toSorted()).toEqual(["go 1", "go 3"]);
      await account().deliver(mail("spam"), "Junk");
      expect(await backend().deleteMessages("\\Junk", {}, options)).toMatchObject({ deleted: true, processed: 1 });
      expect(await subjectsIn("\\Junk")).toEqual([]);
    });

    it("deletes none but those that fit, whatever else is marked", async () => {
      await backend().updateMessages("INBOX", { subject: "keep" }, { flags: { add: ["\\Deleted"] } }, inEarnest);
      expect(await backend().deleteMessages("INBOX", { subject: "go" }, forGood)).toMatchObject({ processed: 3 });
      await backend().moveMessages("INBOX", { subject: "stay" }, "Trash", inEarnest);
      const flags = traits.keepsAllFlags ? ["\\Deleted"] : [];
      expect((await search({})).messages).toMatchObject([{ subject: "keep", flags }]);
    });
  });
}
