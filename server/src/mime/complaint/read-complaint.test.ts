import { expect, it } from "vitest";
import { findReport } from "../find-report.ts";
import { readLetter } from "../bounce/read-letter.ts";

const complaintIn = async (lines: string[]) => {
  const { letter, parts } = await readLetter(Buffer.from(lines.join("\r\n")));
  return findReport(letter, parts).complaint;
};

const report = (fields: string[], enclosed: string[] = []) => [
  "From: fbl@isp.test",
  "Subject: Abuse report",
  'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
  "",
  "--b",
  "Content-Type: message/feedback-report",
  "",
  ...fields,
  "",
  ...(enclosed.length > 0 ? ["--b", "Content-Type: text/rfc822-headers", "", ...enclosed, ""] : []),
  "--b--",
  "",
];

it("tells the fields of a report, each recipient and the message", async () => {
  const fields = [
    "Feedback-Type: abuse",
    "User-Agent: FBL/2",
    "Original-Mail-From: <sales@acme.test>",
    "Original-Rcpt-To: <bo@isp.test>",
    "Original-Rcpt-To: cy@isp.test",
    "Received-Date: Thu, 8 Mar 2005 14:00:00 EDT (x)",
    "Authentication-Results: mail.isp.test; spf=fail",
    "Reporting-MTA: dns; mx.isp.test",
  ];
  expect(
    await complaintIn(report(fields, ["From: Ada <sales@acme.test>", "To: bo@isp.test", "Message-ID: <n5@acme.test>"])),
  ).toEqual({
    arf: {
      feedbackType: "abuse",
      userAgent: "FBL/2",
      originalMailFrom: "sales@acme.test",
      originalRcptTo: ["bo@isp.test", "cy@isp.test"],
      arrivalDate: "2005-03-08T18:00:00.000Z",
      authenticationResults: ["mail.isp.test; spf=fail"],
      reportingMta: "dns; mx.isp.test",
    },
    headers: { messageId: "<n5@acme.test>", from: "sales@acme.test", to: ["bo@isp.test"] },
  });
});

it("needs to know whom or which message it is about", async () => {
  const anonymous = ["Feedback-Type: abuse", "User-Agent: FBL/2", "Version: 1"];
  expect(await complaintIn(report(anonymous))).toBeUndefined();
  expect(await complaintIn(report(anonymous, ["Message-ID: <n5@acme.test>"]))).toMatchObject({
    headers: { messageId: "<n5@acme.test>" },
  });
  // RFC 6590: what is hidden is told as it stands there.
  const redacted = [...anonymous, "Original-Rcpt-To: 23bs7Y89v@isp.test"];
  expect(await complaintIn(report(redacted))).toMatchObject({ arf: { originalRcptTo: ["23bs7Y89v@isp.test"] } });
});

it("leaves out names that all objects have", async () => {
  const fields = ["Feedback-Type: abuse", "Original-Rcpt-To: bo@isp.test"];
  const bad = ["__proto__: x", "constructor: x", "to-string: x", "value-of: x", "has-own-property: x"];
  const complaint = await complaintIn(report([...fields, ...bad]));
  expect(Object.keys(complaint?.arf ?? {})).toEqual(["feedbackType", "originalRcptTo"]);
  expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
});

it("keeps recipients that stand before the report, and those in it", async () => {
  expect(
    await complaintIn([
      "From: fbl@isp.test",
      "Subject: Abuse report",
      'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
      "",
      "--b",
      "Content-Type: message/rfc822",
      "",
      "X-HmXmrOriginalRecipient: bo@isp.test",
      "X-Sender-IP: 192.0.2.7",
      "Message-ID: <n5@acme.test>",
      "",
      "hi",
      "--b",
      "Content-Type: message/feedback-report",
      "",
      "Feedback-Type: abuse",
      "Original-Rcpt-To: cy@isp.test",
      "--b--",
      "",
    ]),
  ).toMatchObject({ arf: { originalRcptTo: ["cy@isp.test", "bo@isp.test"], sourceIp: "192.0.2.7" } });
});

it("reads reports of Outlook.com, which have a form of their own", async () => {
  expect(
    await complaintIn([
      "From: staff@hotmail.com",
      "Subject: complaint about message from 192.0.2.7",
      'Content-Type: multipart/mixed; boundary="b"',
      "",
      "--b",
      "Content-Type: message/rfc822",
      "",
      "Return-Path: <sales@acme.test>",
      "X-HmXmrOriginalRecipient: bo@hotmail.test",
      "X-Sender-IP: 192.0.2.7",
      "X-OriginalArrivalTime: 29 Apr 2016 23:34:45.0123 (UTC) FILETIME=[0:0]",
      "Message-ID: <n5@acme.test>",
      "",
      "hi",
      "--b--",
      "",
    ]),
  ).toEqual({
    arf: {
      source: "Hotmail",
      feedbackType: "abuse",
      abuseType: "complaint",
      originalMailFrom: "sales@acme.test",
      originalRcptTo: ["bo@hotmail.test"],
      sourceIp: "192.0.2.7",
      arrivalDate: "2016-04-29T23:34:45.000Z",
    },
    headers: { messageId: "<n5@acme.test>" },
  });
});

it("takes no mail of people about abuse for a complaint", async () => {
  const letter = (from: string, subject: string) => [`From: ${from}`, `Subject: ${subject}`, "", "Please stop.", ""];
  expect(await complaintIn(letter("abuse@isp.test", "Abuse report"))).toBeUndefined();
  expect(await complaintIn(letter("ann@example.test", "Re: spam report"))).toBeUndefined();
  expect(await complaintIn(letter("complaints@shop.test", "Your feedback"))).toBeUndefined();
});
