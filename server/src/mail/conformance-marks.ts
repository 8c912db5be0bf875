import { describe, expect, it } from "vitest";
import type { MailBackend, WatchOptions } from "../core/mail-backend.ts";
import type { Traits } from "./conformance-traits.ts";
import type { Watcher } from "./conformance-watcher.ts";

interface Given {
  account: { deliver(message: string, mailbox?: string): Promise<void> };
  backend: MailBackend;
  watch(options?: Partial<WatchOptions>): Watcher;
}

const CALENDAR = [
  "BEGIN:VCALENDAR",
  "METHOD:REQUEST",
  "BEGIN:VEVENT",
  "UID:lunch@example.test",
  "SUMMARY:Lunch",
  "DTSTART;TZID=W. Europe Standard Time:20250701T120000",
  "DTEND;TZID=W. Europe Standard Time:20250701T130000",
  "END:VEVENT",
  "END:VCALENDAR",
  "",
].join("\r\n");

const INVITATION = [
  "From: Ann <ann@example.test>",
  "To: bob@example.test",
  "Subject: invitation",
  "Message-ID: <invitation@example.test>",
  "Date: Tue, 01 Jul 2025 10:00:00 +0000",
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="b"',
  "",
  "--b",
  "Content-Type: text/plain",
  "",
  "Please come.",
  "--b",
  "Content-Type: text/calendar; charset=utf-8; method=REQUEST",
  "Content-Transfer-Encoding: base64",
  "",
  Buffer.from(CALENDAR).toString("base64").replace(/.{76}/g, "$&\r\n"),
  "--b--",
  "",
].join("\r\n");

const BOUNCE = [
  "Return-Path: <>",
  "From: Mail Delivery System <MAILER-DAEMON@mx.example.test>",
  "To: bob@example.test",
  "Subject: Undelivered Mail Returned to Sender",
  "Message-ID: <report@mx.example.test>",
  "Date: Tue, 01 Jul 2025 10:00:00 +0000",
  "MIME-Version: 1.0",
  'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
  "",
  "--b",
  "Content-Type: text/plain",
  "",
  "Your message could not be delivered.",
  "--b",
  "Content-Type: message/delivery-status",
  "",
  "Reporting-MTA: dns; mx.example.test",
  "",
  "Final-Recipient: rfc822; gone@example.test",
  "Action: failed",
  "Status: 5.1.1",
  "",
  "--b",
  "Content-Type: message/rfc822",
  "",
  "From: bob@example.test",
  "To: gone@example.test",
  "Subject: hello",
  "Message-ID: <lost@example.test>",
  "",
  "Hello",
  "--b--",
  "",
].join("\r\n");

const COMPLAINT = [
  "From: feedbackloop@isp.example.test",
  "To: bob@example.test",
  "Subject: Abuse report",
  "Message-ID: <complaint@isp.example.test>",
  "Date: Tue, 01 Jul 2025 10:00:00 +0000",
  "MIME-Version: 1.0",
  'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
  "",
  "--b",
  "Content-Type: text/plain",
  "",
  "This is an abuse report.",
  "--b",
  "Content-Type: message/feedback-report",
  "",
  "Feedback-Type: abuse",
  "User-Agent: FBL/2",
  "Version: 1",
  "Original-Rcpt-To: <ann@isp.example.test>",
  "",
  "--b",
  "Content-Type: message/rfc822",
  "",
  "From: bob@example.test",
  "Subject: news",
  "Message-ID: <news@example.test>",
  "List-Unsubscribe: <https://example.test/of-the-enclosed>",
  "",
  "News",
  "--b--",
  "",
].join("\r\n");

const NEWSLETTER = [
  "From: news@example.test",
  "To: bob@example.test",
  "Subject: newsletter",
  "Message-ID: <newsletter@example.test>",
  "Date: Tue, 01 Jul 2025 10:00:00 +0000",
  "List-Unsubscribe: <mailto:leave@example.test>,",
  " <https://example.test/leave?who=bob>",
  "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
  "",
  "News",
  "",
].join("\r\n");

const EVENT = {
  eventId: "lunch@example.test",
  method: "REQUEST",
  summary: "Lunch",
  timezone: "Europe/Berlin",
  startDate: "2025-07-01T10:00:00.000Z",
  endDate: "2025-07-01T11:00:00.000Z",
  filename: "invite.ics",
  contentType: "text/calendar",
  content: Buffer.from(CALENDAR).toString("base64"),
};

/** What every mail backend promises to find out of what messages hold. */
export function keepsTheMarkPromises(current: () => Given, mixedMail: string, traits: Traits) {
  const backend = () => current().backend;
  const deliver = (message: string, mailbox?: string) => current().account.deliver(message, mailbox);
  const first = async (path = "INBOX") => (await backend().listMessages(path, { page: 0, pageSize: 1 })).messages[0];
  const get = async (options = {}, path = "INBOX") => backend().getMessage((await first(path))?.id ?? "", options);

  describe("what messages hold", () => {
    it("tells a bounce in the inbox, and of which message, but in no listing", async () => {
      await deliver(BOUNCE);
      expect(await get()).toMatchObject({ isBounce: true, relatedMessageId: "<lost@example.test>" });
      expect(await first()).not.toHaveProperty("isBounce");
    });

    it("takes no other message for a bounce, nor one in another mailbox, nor a report of a delay", async () => {
      await deliver(BOUNCE, "Sent");
      expect(await get({}, "Sent")).not.toHaveProperty("isBounce");
      for (const message of [mixedMail, BOUNCE.replace("Action: failed", "Action: delayed")]) {
        await deliver(message);
        const found = await get();
        expect(found).not.toHaveProperty("isBounce");
        expect(found).not.toHaveProperty("relatedMessageId");
      }
    });

    it("tells a complaint in the inbox, and of which message, and nowhere else", async () => {
      await deliver(COMPLAINT);
      const found = await get();
      expect(found).toMatchObject({ isComplaint: true, relatedMessageId: "<news@example.test>" });
      expect(found).not.toHaveProperty("isBounce");
      expect(found).not.toHaveProperty("listUnsubscribe");
      await deliver(COMPLAINT, "Junk");
      expect(await get({}, "Junk")).not.toHaveProperty("isComplaint");
    });

    it("tells a delay by its fields", async () => {
      await deliver(BOUNCE.replace("Action: failed", "Action: delayed"));
      expect((await get()).deliveryReport).toEqual({
        reportingMta: { label: "dns", value: "mx.example.test" },
        finalRecipient: { label: "rfc822", value: "gone@example.test" },
        action: "delayed",
        status: "5.1.1",
      });
    });

    it("tells how to leave a list", async () => {
      await deliver(NEWSLETTER);
      expect((await get()).listUnsubscribe).toEqual({
        urls: ["https://example.test/leave?who=bob"],
        mailto: ["mailto:leave@example.test"],
        oneClick: true,
      });
    });

    it("brings along what new messages report, bounces in Junk too", async () => {
      const watcher = current().watch();
      await watcher.inSync();
      await deliver(BOUNCE);
      await deliver(COMPLAINT);
      await deliver(mixedMail);
      await deliver(BOUNCE, "Junk");
      await deliver(COMPLAINT, "Junk");
      await backend().sync({});
      await watcher.until(({ subjects }) => subjects.length === 5);
      const told = watcher.of("messageNew");
      const reportOf = (subject: string, path: string) =>
        told.find(
          ({ message, mailbox }) =>
            message.subject === subject &&
            (traits.hasPlaces ? mailbox.path === path : message.messageSpecialUse === USES[path]),
        )?.report;
      const bounce = {
        recipients: [{ recipient: "gone@example.test", action: "failed", status: "5.1.1", bounceClass: "hard" }],
        messageId: "<lost@example.test>",
      };
      expect(reportOf("Undelivered Mail Returned to Sender", "INBOX")).toMatchObject({ bounce });
      expect(reportOf("Undelivered Mail Returned to Sender", "Junk")).toMatchObject({ bounce });
      expect(reportOf("Abuse report", "INBOX")).toMatchObject({
        complaint: {
          arf: { feedbackType: "abuse", originalRcptTo: ["ann@isp.example.test"] },
          headers: { messageId: "<news@example.test>", from: "bob@example.test", subject: "news" },
        },
      });
      expect(reportOf("Abuse report", "Junk")).toBeUndefined();
      expect(reportOf("Grüße", "INBOX")).toBeUndefined();
      await watcher.stop();
    });

    it("tells the events of calendars when asked", async () => {
      await deliver(INVITATION);
      expect(await get()).not.toHaveProperty("calendarEvents");
      const { calendarEvents, attachments } = await get({ calendarEvents: true });
      expect(calendarEvents).toMatchObject([{ ...EVENT, attachment: attachments?.[0]?.id }]);
      expect(attachments).toMatchObject([{ contentType: "text/calendar", method: "REQUEST" }]);
      await deliver(mixedMail);
      expect(await get({ calendarEvents: true })).not.toHaveProperty("calendarEvents");
    });

    it("tells of new messages what they hold, as far as it is wanted", async () => {
      const everything = current().watch({ attachments: { include: true, maxBytes: 0 }, calendarEvents: true });
      await everything.inSync();
      for (const message of [INVITATION, BOUNCE, mixedMail]) await deliver(message);
      await everything.until(({ subjects }) => subjects.length === 3);
      const of = (subject: string) => messagesOf(everything).find((message) => message.subject === subject);
      expect(of("invitation")).toMatchObject({ calendarEvents: [EVENT], attachments: [{ content: EVENT.content }] });
      expect(of("Undelivered Mail Returned to Sender")).toMatchObject({
        isBounce: true,
        relatedMessageId: "<lost@example.test>",
      });
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
      expect(of("Grüße")?.attachments).toMatchObject([{ filename: "data.bin", content: bytes.toString("base64") }]);
      expect(of("Grüße")).not.toHaveProperty("isBounce");
      await everything.stop();
    });

    it("brings along no attachment that nobody wants, or that is too large", async () => {
      await deliver(mixedMail);
      const [{ encodedSize } = { encodedSize: 0 }] = (await get()).attachments ?? [];
      const cases: [include: boolean, maxBytes: number, isLoaded: boolean][] = [
        [false, 0, false],
        [true, encodedSize - 1, false],
        [true, encodedSize, true],
      ];
      for (const [index, [include, maxBytes, isLoaded]] of cases.entries()) {
        const watcher = current().watch({ hasConnectedBefore: index > 0, attachments: { include, maxBytes } });
        await watcher.inSync();
        const before = watcher.subjects.length;
        await deliver(mixedMail);
        await watcher.until(({ subjects }) => subjects.length > before);
        const [attachment] = messagesOf(watcher).at(-1)?.attachments ?? [];
        expect(attachment?.content !== undefined, `${include} ${maxBytes}`).toBe(isLoaded);
        await watcher.stop();
      }
    });
  });
}

const USES: Record<string, string> = { INBOX: "\\Inbox", Junk: "\\Junk" };

const messagesOf = (watcher: Watcher) => watcher.of("messageNew").map(({ message }) => message);
