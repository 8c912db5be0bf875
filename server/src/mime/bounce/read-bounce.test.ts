import { expect, it } from "vitest";
import { findReport } from "../find-report.ts";
import { mayBeBounce } from "./may-be-bounce.ts";
import { readBounce } from "./read-bounce.ts";
import type { Letter, ReportPart } from "./report.ts";

const letter = (more: Partial<Letter> = {}): Letter => ({
  from: { name: "Mail Delivery System", address: "MAILER-DAEMON@mx.example.test" },
  subject: "Undelivered Mail Returned to Sender",
  headers: {},
  reportType: undefined,
  contentTypes: [],
  ...more,
});
const part = (contentType: string, content: string, isEnclosed = false): ReportPart => ({
  contentType,
  content,
  isEnclosed,
});
const status = (...recipients: string[]) =>
  part("message/delivery-status", ["Reporting-MTA: dns; mx.example.test", ...recipients, ""].join("\r\n\r\n"));
const ofRecipient = (address: string, action: string, code: string) =>
  `Final-Recipient: rfc822; ${address}\r\nAction: ${action}\r\nStatus: ${code}\r\nDiagnostic-Code: smtp; 550 no\r\n such user`;
const person = { name: "Ann", address: "ann@example.test" };

it("reads what a delivery status says of the recipients that were not reached", () => {
  const report = letter({ reportType: "delivery-status", contentTypes: ["message/delivery-status", "message/rfc822"] });
  expect(mayBeBounce(report)).toBe(true);
  expect(
    readBounce(report, [
      part("text/plain", "Sorry."),
      status(
        ofRecipient("ok@example.test", "delivered", "2.0.0"),
        ofRecipient("Gone@example.test", "Failed", "5.1.1 (x)"),
      ),
      part(
        "message/rfc822",
        "Subject: x\r\nMessage-Id:\r\n <lost@example.test>\r\n\r\nMessage-ID: <other@example.test>",
      ),
    ]),
  ).toEqual({
    recipients: [
      {
        recipient: "Gone@example.test",
        action: "failed",
        status: "5.1.1",
        replyCode: 550,
        source: "smtp",
        message: "550 no such user",
        mta: "mx.example.test",
        bounceClass: "hard",
        category: "user_unknown",
        recommendedAction: "remove",
        confidence: 0.95,
        blocklists: [],
      },
    ],
    messageId: "<lost@example.test>",
    messageHeaders: { subject: ["x"], "message-id": ["<lost@example.test>"] },
  });
});

it("takes no delay, delivery or relay for a bounce", () => {
  const report = letter({ reportType: "delivery-status", subject: "Delivery Status Notification" });
  for (const action of ["delayed", "delivered", "relayed", "expanded"])
    expect(
      readBounce(report, [part("text/plain", "failed"), status(ofRecipient("a@example.test", action, "4.0.0"))]),
    ).toBeUndefined();
  const words = "Your message could not be delivered for 4 hours. It will be retried for 5 days.";
  expect(readBounce(letter(), [part("text/plain", words)])).toBeUndefined();
  expect(readBounce(letter({ subject: "Warning: could not send message" }), [part("text/plain", "x")])).toBeUndefined();
});

it("goes by the class of the status where the action is none of the standard's", () => {
  const of = (code: string) => readBounce(letter(), [status(ofRecipient("a@example.test", "none", code))]);
  expect(of("5.3.0")).toMatchObject({ recipients: [{ status: "5.3.0" }] });
  expect(of("4.3.0")).toBeUndefined();
});

it("reads the words of servers that write no delivery status", () => {
  const text =
    "<gone@example.test>: host mx.example.test said: 550 5.1.1 User unknown\n\n> Message-ID: <lost@example.test>";
  expect(readBounce(letter(), [part("text/plain", text)])).toMatchObject({
    messageId: "<lost@example.test>",
    recipients: [
      { recipient: "gone@example.test", status: "5.1.1", replyCode: 550, message: "550 5.1.1 User unknown" },
    ],
  });
  const headers = { "x-failed-recipients": ["gone@example.test, other@example.test"] };
  expect(readBounce(letter({ headers }), [part("text/plain", "Delivery failed.")])).toMatchObject({
    recipients: [{ recipient: "gone@example.test" }, { recipient: "other@example.test" }],
  });
});

it("knows an enclosed report for one only of a mail server", () => {
  const enclosed = { ...status(ofRecipient("a@example.test", "failed", "5.1.1")), isEnclosed: true };
  expect(readBounce(letter(), [enclosed])).toMatchObject({ recipients: [{ recipient: "a@example.test" }] });
  expect(mayBeBounce(letter({ from: person, contentTypes: ["message/rfc822"] }))).toBe(false);
});

it("looks at no mail of people, whatever its subject", () => {
  for (const subject of [
    "Re: Undelivered Mail Returned to Sender",
    "Delivery failure",
    "Returned mail",
    "Failed build",
  ])
    expect(mayBeBounce(letter({ from: person, subject }))).toBe(false);
  const postmaster = letter({ from: { name: "Eve", address: "postmaster@example.test" }, subject: "Your invoice" });
  expect(
    readBounce(postmaster, [part("text/plain", "Your invoice could not be delivered, please call.")]),
  ).toBeUndefined();
});

it("takes who only calls himself a server for none, unless he has something to show", () => {
  const from = { name: "Mail Delivery System", address: "parcels@example.test" };
  const text = "Your parcel could not be delivered. Click here.";
  const parcel = letter({ from, subject: "Mail delivery failed" });
  expect(readBounce(parcel, [part("text/plain", text)])).toBeUndefined();
  expect(readBounce(parcel, [part("text/plain", `${text}\n\nMessage-ID: <lost@example.test>`)])).toBeDefined();
});

it("looks at no report of anything else", () => {
  for (const reportType of ["feedback-report", "disposition-notification", "tlsrpt"])
    expect(mayBeBounce(letter({ reportType }))).toBe(false);
  expect(mayBeBounce(letter({ contentTypes: ["message/feedback-report", "message/delivery-status"] }))).toBe(false);
});

it("gets through hostile text soon", () => {
  for (const text of [
    "fail ",
    "> ",
    "Message-ID:",
    "\r\n\r\n",
    "deliver ",
    "(",
    "5",
    "message-id: <",
    " \t",
    "rfc822;",
    "a@b ",
    "a@",
    "@",
    "<a@b",
    "Final-Recipient: rfc822; a@b\n",
    "550 <a@b>... \n",
    "RCPT TO:<",
    "recipient mailbox user ",
    "Received: x\n",
    '"',
    "5.1.1",
    "550-5.1.1 ",
    "a b c",
  ]) {
    const content = text.repeat(65_536 / text.length);
    const parts = [
      part("text/plain", content),
      part("message/delivery-status", content),
      part("message/rfc822", content),
    ];
    expect(() => findReport(letter({ contentTypes: ["message/feedback-report"] }), parts)).not.toThrow();
    expect(() => readBounce(letter(), parts)).not.toThrow();
  }
});
