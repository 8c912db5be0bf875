import { expect, it } from "vitest";
import { findReport } from "../find-report.ts";
import { readLetter } from "./read-letter.ts";

async function reportIn(notification: unknown, from = "no-reply@sns.amazonaws.com") {
  const text = typeof notification === "string" ? notification : JSON.stringify(notification);
  const { letter, parts } = await readLetter(
    Buffer.from(`From: AWS <${from}>\nSubject: AWS Notification Message\n\n${text}\n`),
  );
  return findReport(letter, parts);
}

const MAIL = {
  source: "ada@acme.test",
  sourceArn: "arn:aws:ses:us-west-2:123456789012:identity/acme.test",
  messageId: "0101-00",
  headers: [{ name: "Message-ID", value: "<a1@acme.test>" }],
};
const BOUNCE = {
  notificationType: "Bounce",
  bounce: {
    bounceType: "Permanent",
    reportingMTA: "dsn; A27.smtp-out.test",
    bouncedRecipients: [
      {
        emailAddress: "bo@isp.test",
        action: "failed",
        status: "5.1.1",
        diagnosticCode: "smtp; 550 5.1.1 user unknown",
      },
      { emailAddress: "cy@isp.test" },
    ],
  },
  mail: MAIL,
};

it("reads the bounces that Amazon SES notifies of", async () => {
  const expected = {
    messageId: "<a1@acme.test>",
    recipients: [
      {
        recipient: "bo@isp.test",
        action: "failed",
        status: "5.1.1",
        replyCode: 550,
        source: "smtp",
        message: "550 5.1.1 user unknown",
        mta: "a27.smtp-out.test",
        bounceClass: "hard",
      },
      { recipient: "cy@isp.test", action: "failed", bounceClass: "unknown" },
    ],
  };
  expect((await reportIn(BOUNCE)).bounce).toMatchObject(expected);
  const wrapped = `${JSON.stringify({ Type: "Notification", Message: JSON.stringify(BOUNCE) })}\n\n--\nIf you wish to stop ..`;
  expect((await reportIn(wrapped)).bounce).toMatchObject(expected);
  const named = { ...BOUNCE, mail: { ...MAIL, headers: [] } };
  expect((await reportIn(named)).bounce?.messageId).toBe("<0101-00@us-west-2.amazonses.com>");
});

it("reads the complaints", async () => {
  const complaint = {
    notificationType: "Complaint",
    complaint: {
      complainedRecipients: [{ emailAddress: "bo@isp.test" }],
      complaintFeedbackType: "abuse",
      userAgent: "FBL",
    },
    mail: MAIL,
  };
  expect((await reportIn(complaint)).complaint).toEqual({
    arf: {
      feedbackType: "abuse",
      userAgent: "FBL",
      originalMailFrom: "ada@acme.test",
      source: "Amazon SES",
      originalRcptTo: ["bo@isp.test"],
    },
    headers: { messageId: "<a1@acme.test>" },
  });
});

it("makes nothing of anything else", async () => {
  for (const other of [
    { notificationType: "Delivery" },
    { notificationType: "Bounce" },
    [],
    "{",
    "null",
    '{"Message":"{"}',
    "hello",
  ])
    expect(await reportIn(other)).toEqual({});
  expect(await reportIn(BOUNCE, "ann@example.test")).toEqual({});
});
