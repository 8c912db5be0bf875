import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MailBackend, OutgoingMessage } from "../../core/mail-backend.ts";
import { mail, MIXED_MAIL } from "../conformance.ts";
import { Watcher } from "../conformance-watcher.ts";
import { ADDRESS, type GraphBench, startBench } from "./testing.ts";

const page = { page: 0, pageSize: 20 };
const KIB = 1024;

/** A message with an attachment of this size. */
const withFile = (subject: string, bytes: number) =>
  mail(subject, ["MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="b"']).replace(
    `This is ${subject}.`,
    [
      "--b",
      "Content-Type: text/plain",
      "",
      `This is ${subject}.`,
      "--b",
      'Content-Type: application/pdf; name="file.pdf"',
      "Content-Transfer-Encoding: base64",
      'Content-Disposition: attachment; filename="file.pdf"',
      "",
      Buffer.alloc(bytes, 7).toString("base64").replaceAll(/.{76}/g, "$&\r\n"),
      "--b--",
    ].join("\r\n"),
  );

const outgoing = (content: string | Buffer, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  content: Buffer.from(content),
  envelope: { from: ADDRESS, to: ["bob@example.test"] },
  beforeHandOff: async () => {},
  ...more,
});

describe("the backend over Microsoft Graph", () => {
  let bench: GraphBench;
  let backend: MailBackend;
  const deliver = (message: string, path?: string) => bench.graph.deliver(ADDRESS, message, path);
  const find = async (path = "INBOX") => (await backend.listMessages(path, page)).messages;

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

  it("makes no call that is not in Graph's model", async () => {
    const { graph } = bench;
    const stored = await deliver(MIXED_MAIL);
    await deliver(mail("one"));
    const watcher = new Watcher(backend, bench.notes);
    await watcher.inSync();
    await expect.poll(() => graph.subscriptions.all.size).toBe(1);
    graph.subscriptions.lifecycle("reauthorizationRequired");
    await expect.poll(() => graph.calls.some(({ call }) => call === "PATCH /subscriptions/{id}")).toBe(true);
    const [, mixed] = await find();
    const id = mixed?.id ?? "";
    const whole = await backend.getMessage(id, { textType: "html", markAsSeen: true, calendarEvents: true });
    await buffer((await backend.getAttachment(whole.attachments?.[0]?.id ?? "", {})).content);
    await buffer(await backend.getSource(id, {}));
    await backend.updateMessage(id, { labels: { add: ["Blue"] } }, {});
    await backend.searchMessages("INBOX", { labels: { has: ["Blue"] } }, page);
    await backend.searchMessages("INBOX", { body: "hello" }, { ...page, useOutlookSearch: true });
    await backend.listMessages("\\All", page);
    await backend.listThreads("INBOX", page);
    await backend.createMailbox(["Projects", "2031"], {});
    await backend.modifyMailbox("Projects/2031", { newPath: ["Attic"] }, {});
    await backend.moveMessage(id, "Attic", {});
    graph.mailbox(ADDRESS).move(stored, graph.mailbox(ADDRESS).folder("inbox") ?? fail());
    await backend.updateMessages("INBOX", {}, { flags: { add: ["\\Flagged"] } }, { dryRun: false });
    await backend.moveMessages("INBOX", { subject: "one" }, "Projects", { dryRun: false });
    await backend.deleteMessages("Projects", {}, { dryRun: false, force: true });
    await backend.deleteMessage(id, { force: false });
    await backend.deleteMessage(id, { force: true });
    await backend.deleteMailbox("Attic", {});
    await backend.append("\\Drafts", Buffer.from(mail("draft")), { flags: ["\\Draft", "\\Flagged"] });
    await backend.send(outgoing(mail("sent")), {});
    await backend.send(outgoing(withFile("large", 4500 * KIB)), {});
    await backend.sync({});
    await watcher.stop();
    await backend.withdraw?.({});
    const calls = [...new Set(graph.calls.map(({ call }) => call))].sort();
    console.log(`${calls.length} distinct calls of Microsoft Graph, all of them in its model:\n${calls.join("\n")}`);
    expect(calls.length).toBeGreaterThanOrEqual(25);
    const ids = graph.calls.filter(({ call }) => !call.includes("/subscriptions"));
    for (const { headers } of ids) expect(headers["prefer"]).toContain('IdType="ImmutableId"');
  });

  describe("sends", () => {
    const sentSubjects = async () => (await find("Sent")).map(({ subject }) => subject);
    const recipients = () => bench.graph.mailbox(ADDRESS).sent.at(-1)?.recipients;

    it("a message byte for byte, and to those whom no header names", async () => {
      const content = mail("secret");
      const to = ["bob@example.test", "eve@example.test"];
      const receipt = await backend.send(outgoing(content, { envelope: { from: ADDRESS, to } }), {});
      expect(receipt).toMatchObject({ accepted: to, rejected: [], response: "202 Accepted" });
      expect(recipients()?.toSorted()).toEqual(to);
      const raw = bench.graph.mailbox(ADDRESS).sent[0]?.raw?.toString() ?? "";
      expect(raw.replace("Bcc: eve@example.test\r\n", "")).toBe(content);
      await backend.send(outgoing(content), {});
      expect(bench.graph.mailbox(ADDRESS).sent[1]?.raw?.toString()).toBe(content);
      expect(await sentSubjects()).toEqual(["secret", "secret"]);
    });

    it("as JSON where that is wished, so that From counts", async () => {
      const content = withFile("formatted", 10).replace("X-", "").replace("Subject:", "X-Tag: blue\r\nSubject:");
      await backend.send(outgoing(content, { useStructuredFormat: true }), {});
      const { message, raw } = bench.graph.mailbox(ADDRESS).sent[0] ?? {};
      expect(raw).toBeUndefined();
      expect(message).toMatchObject({
        subject: "formatted",
        from: { emailAddress: { name: "Ann", address: "ann@example.test" } },
        toRecipients: [{ emailAddress: { address: "bob@example.test" } }],
        internetMessageId: "<formatted@example.test>",
        internetMessageHeaders: [{ name: "x-tag", value: "blue" }],
        attachments: [{ name: "file.pdf", contentType: "application/pdf" }],
      });
    });

    it.each([
      ["in some requests", 2900 * KIB],
      ["with a file in parts", 7000 * KIB],
    ])("a large message %s", async (_, bytes) => {
      const content = withFile("large", bytes).replace("Subject:", "In-Reply-To: <plan@example.test>\r\nSubject:");
      await deliver(mail("plan"));
      await backend.send(outgoing(content), {});
      const { message } = bench.graph.mailbox(ADDRESS).sent[0] ?? {};
      expect(message?.attachments.map(({ name, content: file }) => [name, file.length])).toEqual([["file.pdf", bytes]]);
      // It stays in the conversation that it answers.
      const [plan] = await find();
      expect(message?.conversationId).toBe(plan?.threadId);
      expect(await find("Drafts")).toEqual([]);
    });

    it("a draft where it lies", async () => {
      const { id = "" } = await backend.append("\\Drafts", Buffer.from(mail("draft")), { flags: ["\\Draft"] });
      await backend.send(outgoing(mail("draft"), { draft: id }), {});
      expect(await find("Drafts")).toEqual([]);
      expect(await find("Sent")).toMatchObject([{ id, subject: "draft" }]);
      expect((await find("Sent"))[0]).not.toHaveProperty("draft");
    });

    it("nothing that was not released, and nothing twice", async () => {
      const reason = new Error("lease lost");
      const denied = backend.send(outgoing(mail("no"), { beforeHandOff: () => Promise.reject(reason) }), {});
      await expect(denied).rejects.toMatchObject({ code: "ENOTRELEASED", cause: reason });
      bench.graph.script({ fault: "reset", times: 1, matches: ({ segments }) => segments[1] === "sendMail" });
      const lost = backend.send(outgoing(mail("no")), {});
      await expect(lost).rejects.toMatchObject({ code: "ECONNECTION", permanent: false });
      expect(bench.graph.calls.filter(({ call }) => call === "POST /me/sendMail")).toHaveLength(1);
      bench.graph.script({ status: 429, code: "ApplicationThrottled", headers: { "retry-after": "1" }, times: 2 });
      await backend.send(outgoing(mail("yes")), {});
      expect(await sentSubjects()).toEqual(["yes"]);
    });

    it.each([
      [400, "ErrorInvalidRecipients", 554, true],
      [403, "ErrorSendAsDenied", 554, true],
      [413, "ErrorMessageSizeExceeded", 554, true],
      [429, "ErrorQuotaExceeded", 451, false],
      [500, "InternalServerError", 451, false],
    ])("and tells whether trying again helps: %i %s", async (status, code, smtpResponseCode, permanent) => {
      bench.graph.script({ status, code, message: "No" });
      const refused = backend.send(outgoing(mail("no")), {});
      await expect(refused).rejects.toMatchObject({ smtpResponseCode, permanent, message: `${code}: No` });
      bench.graph.unscript();
    });
  });

  describe("stores", () => {
    const stored = async (path: string) => backend.getMessage((await find(path))[0]?.id ?? "", { textType: "*" });

    it("a draft byte for byte", async () => {
      const { id = "" } = await backend.append("\\Drafts", Buffer.from(MIXED_MAIL), {
        flags: ["\\Draft", "\\Flagged"],
      });
      expect((await buffer(await backend.getSource(id, {}))).toString()).toBe(MIXED_MAIL);
      expect((await stored("Drafts")).flags).toEqual(["\\Flagged", "\\Draft"]);
    });

    it("what is no draft, with its date, its flags and its conversation", async () => {
      await deliver(mail("plan"));
      const content = Buffer.from(
        withFile("answer", 5 * KIB).replace("Subject:", "References: <plan@example.test>\r\nSubject:"),
      );
      await backend.append("Sent", content, { flags: ["\\Seen"], internalDate: new Date("2024-02-03T04:05:06Z") });
      const message = await stored("Sent");
      expect(message).toMatchObject({
        flags: ["\\Seen"],
        date: "2024-02-03T04:05:06.000Z",
        messageId: "<answer@example.test>",
        threadId: (await find())[0]?.threadId,
        attachments: [{ filename: "file.pdf" }],
      });
      expect(message).not.toHaveProperty("draft");
    });

    it("a large one in parts, and nothing of it when a part is refused", async () => {
      const content = Buffer.from(withFile("large", 7000 * KIB));
      await backend.append("Sent", content, { flags: ["\\Seen"] });
      expect((await stored("Sent")).attachments?.[0]?.encodedSize).toBeGreaterThan(7000 * KIB);
      bench.graph.script({
        status: 400,
        code: "ErrorInvalidAttachment",
        matches: ({ segments }) => segments[4] === "createUploadSession",
      });
      await expect(backend.append("Junk", content, {})).rejects.toMatchObject({ kind: "refused", code: "UploadFail" });
      expect(await find("Junk")).toEqual([]);
    });
  });

  describe("answers", () => {
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
        (await backend.searchMessages("INBOX", { labels }, page)).messages.map(({ subject }) => subject);
      expect(await search({ has: ["Blue"] })).toEqual(["one"]);
      expect(await search({ not: ["Blue"] })).toEqual(["two"]);
      expect(await update({ set: [] })).toMatchObject({ labels: { result: [] } });
      expect(await backend.updateMessage(id, {}, {})).toEqual({});
    });

    it("Outlook's own search: other terms, forward only, no total", async () => {
      for (const subject of ["a 1", "a 2", "a 3"]) await deliver(mail(subject));
      const search = (query: object, more = {}) =>
        backend.searchMessages("INBOX", query, { ...page, pageSize: 2, useOutlookSearch: true, ...more });
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
      const found = async (query: object) => (await backend.searchMessages("INBOX", query, page)).total;
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
        () => backend.searchMessages("Gone", { body: "x" }, { ...page, useOutlookSearch: true }),
        () => backend.deleteMessages("Gone", {}, { dryRun: false, force: true }),
        () => backend.append("Gone", Buffer.from(mail("two")), {}),
        () => backend.listThreads("Gone", page),
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
      expect((await backend.listMessages("Junk", page)).total).toBe(45);
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
