import { beforeEach, describe, expect, it } from "vitest";
import type { MailBackend } from "../core/mail-backend.ts";
import type { Traits } from "./conformance-traits.ts";

interface Given {
  account: { deliver(message: string, mailbox?: string): Promise<void> };
  backend: MailBackend;
}

/** A plain message with this subject and these header lines. Its Message-ID is `<subject@example.test>`. */
type Mail = (subject: string, more?: string[]) => string;

const nameOf = (subject: string) => `<${subject}@example.test>`;

interface Letter {
  at: string;
  more: string[];
  path: string;
}

/** What every mail backend promises of threads. */
export function keepsTheThreadPromises(current: () => Given, mail: Mail, traits: Traits) {
  const dated = (date: string) => (traits.tellsHeaderDates ? { date } : {});
  const backend = () => current().backend;
  /** `at` is the time of a day. */
  const deliver = (subject: string, { at = "10:00", more = [], path = "INBOX" }: Partial<Letter> = {}) =>
    current().account.deliver(mail(subject, more).replace("10:00:00 +0000", `${at}:00 +0000`), path);
  const answering = (...subjects: string[]) => `References: ${subjects.map(nameOf).join("\r\n ")}`;
  const listed = async (path = "INBOX", more: { page?: number; pageSize?: number; cursor?: string } = {}) =>
    backend().listThreads(path, { page: 0, pageSize: 20, ...more });
  const threadIdOf = async (subject: string, path = "INBOX") => {
    const { messages } = await backend().searchMessages(path, { subject }, { page: 0, pageSize: 1 });
    const message = await backend().getMessage(messages[0]?.id ?? "", {});
    return message.threadId ?? "none";
  };
  const subjectsOf = async (threadId: string, paths: string[]) => {
    const { messages } = await backend().getThread(threadId, paths, {});
    return messages.map(({ subject }) => subject);
  };

  describe("threads", () => {
    const ALL = ["INBOX", "Sent"];
    beforeEach(async () => {
      await deliver("plan", { at: "08:00" });
      await deliver("lone", { at: "08:10" });
      await deliver("reply", { at: "08:20", more: [answering("plan")], path: "Sent" });
      await deliver("answer", { at: "08:30", more: [answering("plan", "reply")] });
    });

    it("are listed by mailbox, the one with the newest message first", async () => {
      const { threads, ...page } = await listed();
      expect(page).toEqual({ total: 2, page: 0, pages: 1, nextPageCursor: null, prevPageCursor: null });
      expect(threads).toMatchObject([
        { subject: "plan", messageCount: 2, unseenCount: 2, ...dated("2025-07-01T08:30:00.000Z") },
        { subject: "lone", messageCount: 1, unseenCount: 1, participants: [{ address: "ann@example.test" }, {}] },
      ]);
      expect(threads[0]).not.toHaveProperty("hasAttachments");
      const { subject, threadId } = await backend().getMessage(threads[0]?.latestMessage ?? "", {});
      expect([subject, threadId]).toEqual(["answer", threads[0]?.threadId]);
    });

    it("count what is unseen, and tell of attachments", async () => {
      const { messages } = await backend().searchMessages("INBOX", { subject: "plan" }, { page: 0, pageSize: 1 });
      await backend().updateMessage(messages[0]?.id ?? "", { flags: { add: ["\\Seen"] } }, {});
      const attached = [
        answering("plan"),
        "MIME-Version: 1.0",
        'Content-Type: application/pdf; name="plan.pdf"',
        "Content-Disposition: attachment",
      ];
      await deliver("file", { more: attached });
      expect((await listed()).threads).toMatchObject([
        { subject: "plan", messageCount: 3, unseenCount: 2, hasAttachments: true },
        { subject: "lone", unseenCount: 1 },
      ]);
    });

    it("are one conversation over several mailboxes, oldest message first", async () => {
      for (const [subject, path] of [
        ["plan", "INBOX"],
        ["answer", "INBOX"],
        ["reply", "Sent"],
      ] as const) {
        const threadId = await threadIdOf(subject, path);
        const thread = await backend().getThread(threadId, ALL, {});
        expect(thread).toMatchObject({ threadId, hasMore: false });
        const places = thread.messages.map(({ subject: each, path: where, threadId: id }) => [
          each,
          where?.toLowerCase(),
          id,
        ]);
        expect(places).toEqual([
          ["plan", "inbox", threadId],
          ["reply", "sent", threadId],
          ["answer", "inbox", threadId],
        ]);
      }
      expect(await subjectsOf(await threadIdOf("lone"), ALL)).toEqual(["lone"]);
      expect(await subjectsOf(await threadIdOf("plan"), ["Sent"])).toEqual(["reply"]);
    });

    it("go on when their first message is gone, or never was there", async () => {
      const threadId = await threadIdOf("plan");
      const { messages } = await backend().searchMessages("INBOX", { subject: "plan" }, { page: 0, pageSize: 1 });
      await backend().deleteMessage(messages[0]?.id ?? "", { force: true });
      expect(await subjectsOf(threadId, ALL)).toEqual(["reply", "answer"]);
      await deliver("one", { at: "09:00", more: ["In-Reply-To: <missing@example.test>"] });
      await deliver("two", { at: "09:10", more: ["References: <missing@example.test>"] });
      expect(await subjectsOf(await threadIdOf("two"), ALL)).toEqual(["one", "two"]);
      expect((await listed()).threads).toMatchObject([
        { messageCount: 2, subject: "one" },
        { subject: "answer", threadId },
        { subject: "lone" },
      ]);
    });

    it("have those, too, that name only the message they answer", async () => {
      await deliver("later", { at: "09:00", more: [`In-Reply-To: ${nameOf("answer")}`], path: "Sent" });
      await deliver("last", { at: "09:10", more: [`In-Reply-To: ${nameOf("later")}`] });
      const whole = ["plan", "reply", "answer", "later", "last"];
      expect(await subjectsOf(await threadIdOf("plan"), ALL)).toEqual(whole);
      expect(await subjectsOf(await threadIdOf("last"), ALL)).toEqual(whole);
    });

    it("are not made of subjects, nor of ids that are alike", async () => {
      await current().account.deliver(mail("lone").replace(nameOf("lone"), "<x.lone@example.test>"));
      await current().account.deliver(mail("a lone").replace(nameOf("a-lone"), "<a.lone@example.test.org>"));
      await current().account.deliver(mail("b").replace("Subject: b\r\n", "Subject: \r\n"));
      const subjects = (await listed()).threads.map(({ subject }) => subject);
      expect(subjects).toEqual([undefined, "a lone", "lone", "plan", "lone"]);
      expect(await subjectsOf(await threadIdOf("a lone"), ALL)).toEqual(["a lone"]);
    });

    it("are what a message without any id is by itself", async () => {
      await current().account.deliver(mail("nameless").replace("Message-ID: <nameless@example.test>\r\n", ""));
      const [newest] = (await listed()).threads;
      expect(newest).toMatchObject({ subject: "nameless", messageCount: 1 });
      expect(await subjectsOf(newest?.threadId ?? "", ALL)).toEqual(["nameless"]);
      await expect(backend().getThread(newest?.threadId ?? "", ["Sent"], {})).rejects.toMatchObject({
        code: "ThreadNotFound",
      });
      await backend().deleteMessage(newest?.latestMessage ?? "", { force: true });
      await expect(backend().getThread(newest?.threadId ?? "", ALL, {})).rejects.toMatchObject({
        kind: "not_found",
        code: "ThreadNotFound",
      });
    });

    it("come in pages that new mail does not shift", async () => {
      for (const subject of ["c", "d", "e"]) await deliver(subject);
      const page = async (cursor?: string | null) => {
        const answer = await listed("INBOX", { pageSize: 2, ...(cursor ? { cursor } : {}) });
        return { ...answer, subjects: answer.threads.map(({ subject }) => subject) };
      };
      const first = await page();
      expect(first).toMatchObject({ total: 5, pages: 3, prevPageCursor: null, subjects: ["e", "d"] });
      await deliver("f");
      const second = await page(first.nextPageCursor);
      expect(second).toMatchObject({ page: 1, subjects: ["c", "plan"] });
      const third = await page(second.nextPageCursor);
      expect(third).toMatchObject({ page: 2, subjects: ["lone"], nextPageCursor: null });
      expect((await page(third.prevPageCursor)).subjects).toEqual(["c", "plan"]);
      if (traits.hasPageNumbers) expect((await listed("INBOX", { page: 9 })).threads).toEqual([]);
    });

    it.each([
      "unknown",
      "local.",
      "local.id.",
      "local.id.====",
      "local.start.YQ.x",
      "local.message.AAAA",
      `local.id.${Buffer.from("gone@example.test").toString("base64url")}`,
      `local.id.${Buffer.from('a"\r\nA1 LOGOUT').toString("base64url")}`,
    ])("are none by the id %s", async (threadId) => {
      await expect(backend().getThread(threadId, ALL, {})).rejects.toMatchObject({
        kind: "not_found",
        code: "ThreadNotFound",
      });
      expect((await listed()).total).toBe(2);
    });

    it("are in mailboxes that there are", async () => {
      const threadId = await threadIdOf("plan");
      const refusal = { kind: "not_found", code: "FolderNotFound" };
      await expect(listed("Nowhere")).rejects.toMatchObject(refusal);
      await expect(backend().getThread(threadId, ["Nowhere"], {})).rejects.toMatchObject(refusal);
      // One of several may have gone since they were listed.
      expect(await subjectsOf(threadId, ["Nowhere", "\\Sent"])).toEqual(["reply"]);
      expect((await listed("\\Sent")).threads).toMatchObject([{ subject: "reply", threadId }]);
      expect((await listed("Trash")).threads).toEqual([]);
      await expect(listed("INBOX", { cursor: "imap" })).rejects.toMatchObject({ code: "InvalidCursorValue" });
    });
  });
}
