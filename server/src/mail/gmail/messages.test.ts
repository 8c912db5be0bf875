import { buffer } from "node:stream/consumers";
import { encode } from "@msgpack/msgpack";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SearchQuery } from "@posthorn/contracts/search-query";
import type { MailBackend } from "../../core/mail-backend.ts";
import { mail, MIXED_MAIL } from "../conformance.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { type GmailAccount, startGmailAccount } from "./testing.ts";

describe("messages of a Gmail account", () => {
  let given: GmailAccount;
  let backend: MailBackend;

  beforeEach(async () => {
    given = await startGmailAccount();
    backend = given.open(new MemoryNotes());
  });

  afterEach(async () => {
    await backend.close();
    await given.close();
    expect(given.gmail.violations).toEqual([]);
  });

  const list = (path = "INBOX") => backend.listMessages(path, { page: 0, pageSize: 20 });
  const search = async (query: SearchQuery, path = "\\All") =>
    (await backend.searchMessages(path, query, { page: 0, pageSize: 20 })).messages.map(({ subject }) => subject);

  it("say by names what labels they have, and what tab of the inbox they are in", async () => {
    const { id } = given.user.mailbox.createLabel("Projects/Blue");
    await given.user.deliver(mail("one"), { labels: ["INBOX", "UNREAD", "IMPORTANT", "CATEGORY_SOCIAL", id] });
    await given.user.deliver(mail("two"), { labels: ["INBOX", "STARRED"] });
    const [two, one] = (await list()).messages;
    expect(one).toMatchObject({ labels: ["\\Inbox", "Projects/Blue"], category: "social", unseen: true, flags: [] });
    expect(two).toMatchObject({ labels: ["\\Inbox"], category: "primary", flagged: true });
    expect(two).toMatchObject({ flags: ["\\Seen", "\\Flagged"], preview: "This is two." });
    expect(two?.emailId).toBe(two?.id);
    given.user.mailbox.relabel(given.user.message("one"), [given.user.mailbox.createLabel("Late").id], []);
    expect((await list()).messages[1]?.labels).toEqual(["\\Inbox", "Projects/Blue", "Late"]);
  });

  it("get and lose labels, but not all at once", async () => {
    given.user.mailbox.createLabel("Blue");
    const { id } = await given.user.deliver(mail("one"));
    const update = { labels: { add: ["Blue", "\\Inbox"], delete: ["\\Inbox"] }, flags: { add: ["\\Flagged"] } };
    expect(await backend.updateMessage(id, update, {})).toEqual({
      flags: { add: ["\\Flagged"], result: ["\\Flagged"] },
      labels: { ...update.labels, result: ["\\Inbox", "Blue"] },
    });
    await expect(backend.updateMessage(id, { labels: { set: ["Blue"] } }, {})).rejects.toMatchObject({
      kind: "invalid",
      code: "UnsupportedOperation",
    });
    await expect(backend.updateMessage(id, { labels: { add: ["Nowhere"] } }, {})).rejects.toMatchObject({
      kind: "invalid",
    });
    expect(await backend.updateMessage(id, {}, {})).toEqual({});
  });

  it("are found by everything that Gmail has a word for", async () => {
    const { mailbox } = given.user;
    const blue = mailbox.createLabel("Deep Blue/Sea");
    await given.user.deliver(mail("one"), { labels: ["INBOX", blue.id] });
    await given.user.deliver(mail("two words"), { labels: ["INBOX", "STARRED", "UNREAD"] });
    await given.user.deliver(mail("three"), { labels: ["SPAM"], internalDate: Date.parse("2025-03-01T12:00:00Z") });
    await given.user.deliver(mail("four"), { labels: ["DRAFT"], internalDate: Date.parse("2025-03-01T12:00:00Z") });
    const cases: [SearchQuery, string[]][] = [
      [{ labels: { has: ["Deep Blue/Sea"] } }, ["one"]],
      [{ labels: { not: ["Deep Blue/Sea"] } }, ["two words", "four"]],
      [{ labels: { has: [blue.name], not: ["INBOX"] } }, []],
      [{ labels: { has: [blue.id] } }, ["one"]],
      [{ labels: { has: ["\\Inbox"], not: ["STARRED"] } }, ["one"]],
      [{ labels: { has: ["\\Drafts"] } }, ["four"]],
      [{ labels: { has: ["Nowhere"] } }, []],
      [{ draft: true }, ["four"]],
      [{ draft: false, flagged: true }, ["two words"]],
      [{ subject: 'two "words"' }, ["two words"]],
      [{ gmailRaw: "from:ann is:starred" }, ["two words"]],
      [{ gmailRaw: "is:starred", subject: "one" }, []],
      [{ since: "2025-03-01T11:59:59Z", before: "2025-03-01T12:00:01Z" }, ["four"]],
      [{ sentBefore: "2025-03-01" }, []],
      [{ emailId: given.user.message("three").id }, ["three"]],
      [{ threadId: given.user.message("one").threadId }, ["one"]],
      [{ threadId: "unknown" }, []],
      [{ header: { "message-id": "<one@example.test>" } }, ["one"]],
    ];
    for (const [query, subjects] of cases) expect(await search(query), JSON.stringify(query)).toEqual(subjects);
    expect(await search({}, "\\Junk")).toEqual(["three"]);
    expect(await search({}, "\\Flagged")).toEqual(["two words"]);
    expect(await search({}, "Spam")).toEqual(["three"]);
    expect(await search({}, blue.id)).toEqual(["one"]);
    const unknown: SearchQuery[] = [{ modseq: 3 }, { header: { "X-Tag": "blue" } }, { header: { "Message-ID": true } }];
    for (const query of unknown)
      await expect(search(query)).rejects.toMatchObject({ kind: "invalid", code: "UnsupportedSearchTerm" });
  });

  it("leave the mailbox that they are moved out of, and otherwise none but those that exclude the other", async () => {
    const { mailbox } = given.user;
    const [blue, red] = [mailbox.createLabel("Blue"), mailbox.createLabel("Red")];
    const { id, labels } = await given.user.deliver(mail("one"), { labels: ["INBOX"] });
    expect(await backend.moveMessage(id, "Blue", {})).toEqual({ path: "Blue", id });
    expect([...labels]).toEqual(["INBOX", blue.id]);
    await backend.moveMessage(id, "Red", { source: "Blue" });
    expect([...labels]).toEqual(["INBOX", red.id]);
    await backend.moveMessage(id, "Junk", {});
    expect([...labels]).toEqual([red.id, "SPAM"]);
    await backend.moveMessage(id, "\\Inbox", {});
    expect([...labels]).toEqual([red.id, "INBOX"]);
    // Out of the inbox to nowhere else: into the archive.
    await backend.moveMessage(id, "\\All", { source: "INBOX" });
    expect([...labels]).toEqual([red.id]);
  });

  it("are changed by their ids, wherever they lie", async () => {
    const ids = [];
    for (const subject of ["one", "two"]) ids.push((await given.user.deliver(mail(subject))).id);
    const options = { dryRun: false };
    const update = { flags: { add: ["\\Seen"] } };
    expect(await backend.updateMessages("\\All", { emailIds: ids }, update, options)).toEqual({
      ...update,
      emailIds: ids,
      matched: 2,
      processed: 2,
    });
    expect(await search({ seen: true })).toEqual(["two", "one"]);
    await expect(backend.moveMessages("\\All", {}, "Trash", options)).rejects.toMatchObject({ code: "FolderNotFound" });
    expect(await backend.deleteMessages("\\All", { subject: "one" }, { ...options, force: false })).toEqual({
      deleted: true,
      moved: { destination: "Trash", emailIds: ids.slice(0, 1) },
      matched: 1,
      processed: 1,
    });
  });

  it("are changed a thousand with a call", async () => {
    for (let index = 0; index < 1100; index++) await given.user.deliver(mail(`no ${index}`));
    given.gmail.clearLog();
    const changed = await backend.updateMessages("INBOX", {}, { flags: { add: ["\\Seen"] } }, { dryRun: false });
    expect(changed).toMatchObject({ matched: 1100, processed: 1100 });
    const methods = given.gmail.calls.map(({ method }) => method);
    expect(methods.filter((method) => method === "messages.batchModify")).toHaveLength(2);
    expect(await search({ unseen: true })).toEqual([]);
  });

  it("have attachments by ids that stay, and by those that EmailEngine made", async () => {
    const { id } = await given.user.deliver(MIXED_MAIL);
    const ids = [];
    for (let times = 0; times < 2; times++) ids.push((await backend.getMessage(id, {})).attachments?.[0]?.id ?? "");
    expect(ids[0]).toBe(ids[1]);
    const whole = await fetch(`${given.gmail.url}/gmail/v1/users/me/messages/${id}`, {
      headers: { authorization: "Bearer good" },
    });
    const { payload } = (await whole.json()) as { payload: { parts: { body: { attachmentId?: string } }[] } };
    const token = payload.parts[1]?.body.attachmentId;
    const old = Buffer.from(encode([id, "application/pdf", "attachment", "x.pdf", token])).toString("base64url");
    const file = await backend.getAttachment(old, {});
    expect(file).toMatchObject({ contentType: "application/pdf", filename: "x.pdf" });
    expect(await buffer(file.content)).toHaveLength(256);
    const nowhere = Buffer.from(encode([id, "a/b", "inline", null, "9.9"])).toString("base64url");
    await expect(backend.getAttachment(nowhere, {})).rejects.toMatchObject({ code: "FileNotFound" });
    for (const bad of ["AA", "____", Buffer.from(encode([1, 2])).toString("base64url")])
      for (const read of [backend.getAttachment(bad, {}), backend.getText(bad, {}), backend.getSource(bad, {})])
        await expect(read).rejects.toMatchObject({ kind: "not_found" });
  });

  it("come in another order never, and back again by their cursors", async () => {
    for (let index = 0; index < 7; index++) await given.user.deliver(mail(`no ${index}`));
    const page = (cursor?: string | null) =>
      backend.listMessages("INBOX", { page: 0, pageSize: 3, ...(cursor && { cursor }) });
    const first = await page();
    const second = await page(first.nextPageCursor);
    const third = await page(second.nextPageCursor);
    expect([first, second, third].map(({ messages }) => messages.length)).toEqual([3, 3, 1]);
    expect(await page(third.prevPageCursor)).toEqual(second);
    expect(await page(second.prevPageCursor)).toEqual(first);
    expect(first.nextPageCursor).toMatch(/^gmail_[\w-]+$/);
    for (const cursor of ["gmail_", "gmail_!", "gmail_AAAA"])
      await expect(page(cursor)).rejects.toMatchObject({ kind: "invalid", code: "InvalidCursorValue" });
  });

  it("read the same where Gmail decodes the words in headers", async () => {
    const decoding = await startGmailAccount({ decodesHeaders: true });
    await decoding.user.deliver(MIXED_MAIL);
    const other = decoding.open(new MemoryNotes());
    expect((await other.listMessages("INBOX", { page: 0, pageSize: 1 })).messages).toMatchObject([
      { subject: "Grüße", from: { name: "Jørgen", address: "jorgen@example.test" } },
    ]);
    await other.close();
    await decoding.close();
  });

  it("fail with a status that says why", async () => {
    const { id } = await given.user.deliver(mail("one"));
    const cases = [
      [
        { status: 403, reason: "forbidden" },
        { kind: "forbidden", code: "AccessDenied" },
      ],
      [
        { status: 429, reason: "rateLimitExceeded" },
        { kind: "limited", code: "RateLimitExceeded", temporary: true },
      ],
      [
        { status: 403, reason: "dailyLimitExceeded" },
        { kind: "limited", code: "RateLimitExceeded" },
      ],
      [{ status: 429, reason: "rateLimitExceeded", retryAfter: "3600" }, { kind: "limited" }],
      [{ status: 500 }, { kind: "unavailable", code: "ServiceUnavailable", temporary: true }],
      [{ cut: "middle" }, { kind: "unavailable", temporary: true }],
      [
        { status: 404, reason: "notFound" },
        { kind: "not_found", code: "MessageNotFound" },
      ],
    ] as const;
    for (const [fault, error] of cases) {
      given.gmail.fail(fault);
      await expect(backend.getMessage(id, {}), JSON.stringify(fault)).rejects.toMatchObject(error);
      given.gmail.heal();
    }
    given.gmail.fail({ status: 429, reason: "rateLimitExceeded", times: 2 });
    expect(await backend.getMessage(id, {})).toMatchObject({ subject: "one" });
    given.tokens.list.length = 0;
    await expect(list()).rejects.toMatchObject({ kind: "unavailable", code: "AuthenticationFails" });
  });

  it("are asked again one by one where a batch is throttled in part", async () => {
    for (let index = 0; index < 5; index++) await given.user.deliver(mail(`no ${index}`));
    given.gmail.fail({ method: "messages.get", status: 429, reason: "rateLimitExceeded", times: 2 });
    given.gmail.clearLog();
    expect((await list()).messages).toHaveLength(5);
    expect(given.gmail.calls.filter(({ method }) => method === "messages.get")).toHaveLength(7);
  });

  it("are counted by how the calls for them went", async () => {
    const counts: (string | number | undefined)[][] = [];
    await backend.close();
    backend = given.open(new MemoryNotes(), { meter: { providerCall: (...call) => counts.push(call) } });
    const { id } = await given.user.deliver(mail("one"));
    given.gmail.fail({ status: 429, reason: "rateLimitExceeded", times: 1 });
    given.gmail.fail({ cut: "before", times: 1 });
    await backend.confirm(id, {});
    await list();
    expect(counts).toEqual([
      ["gmail", "rate_limited", 429],
      ["gmail", "network_error", undefined],
      ["gmail", "success", 200],
      // Labels, ids, and the one message of the batch.
      ["gmail", "success", 200],
      ["gmail", "success", 200],
      ["gmail", "success", 200],
    ]);
  });

  it("stop being read when the caller leaves, or the backend closes", async () => {
    const { id } = await given.user.deliver(mail("one"));
    given.gmail.fail({ delayMs: 60_000 });
    const leaving = new AbortController();
    const left = backend.getMessage(id, { signal: leaving.signal });
    leaving.abort(new Error("gone"));
    await expect(left).rejects.toThrow("gone");
    const closing = backend.getMessage(id, {});
    await backend.close();
    await expect(closing).rejects.toMatchObject({ kind: "unavailable", code: "IMAPConnectionClosing" });
  });
});
