import { describe, expect, it } from "vitest";
import type { BounceCategory, BounceClass } from "../../core/message-report.ts";
import { findReport } from "../find-report.ts";
import { readLetter } from "./read-letter.ts";

interface Case {
  /** Whose words they are. */
  server: string;
  from?: string;
  subject?: string;
  text: string;
  recipients: [recipient: string, status: string | undefined, bounceClass: BounceClass, category: BounceCategory][];
}

/** How servers tell in words that a message was not delivered. The returned message follows each of them. */
const CASES: Case[] = [
  {
    server: "Apache James",
    from: "postmaster@mx.example.test",
    subject: "Re:Hello",
    text: `Hi. This is the James mail server at mx.example.test.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.  Below
I include the list of recipients and the reason why I was unable to deliver
your message.

Failed recipient(s):
bo@isp.test

Error message:
550 - Requested action not taken: no such user here`,
    recipients: [["bo@isp.test", undefined, "hard", "user_unknown"]],
  },
  {
    server: "Cisco's gateway",
    text: `The following message to <bo@isp.test> was undeliverable.
The reason for the problem:
5.1.0 - Unknown address error 550-'5.2.2 The mailbox is full'`,
    recipients: [["bo@isp.test", "5.2.2", "soft", "mailbox_full"]],
  },
  {
    server: "MailMarshal",
    from: "postmaster@mx.example.test",
    subject: 'Undeliverable Mail: "Hello"',
    text: `Your message:
   From:    ada@example.test
   Subject: Hello
Could not be delivered because of

550 5.1.1 User unknown

The following recipients were affected:
    bo@isp.test

Additional Information
======================
Original Sender:    <ada@example.test>
Remote-MTA:         <10.0.0.1>`,
    recipients: [["bo@isp.test", "5.1.1", "hard", "user_unknown"]],
  },
  {
    server: "1&1",
    text: `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of
its recipients. This is a permanent error. The following address
failed:

bo@isp.test

For the following reason:

Mail size limit exceeded. For explanation visit
http://postmaster.example.test/en/error-messages?ip=192.0.2.1`,
    recipients: [["bo@isp.test", undefined, "policy", "policy_blocked"]],
  },
  {
    server: "Active!hunter",
    text: `  ----- The following addresses had permanent fatal errors -----

>>> bo@isp.test <bo@isp.test>

  ----- Transcript of session follows -----
550 sorry, no mailbox here by that name (#5.1.1 - chkuser)`,
    recipients: [["bo@isp.test", "5.1.1", "hard", "user_unknown"]],
  },
  {
    server: "Biglobe",
    text: `   ----- The following addresses had delivery problems -----
<bo@isp.test>
   ----- Non-delivered information -----
The number of messages in recipient's mailbox exceeded the local limit.`,
    recipients: [["bo@isp.test", undefined, "soft", "mailbox_full"]],
  },
  {
    server: "InterScan",
    from: "InterScan MSS <postmaster@example.test>",
    subject: "Mail delivery failed",
    text: `...

Sent >>> RCPT TO:<bo@isp.test>
Received <<< 550 <bo@isp.test>... user unknown

...`,
    recipients: [["bo@isp.test", undefined, "hard", "user_unknown"]],
  },
  {
    server: "SurfControl",
    from: "postmaster@mx.example.test",
    subject: "Your message could not be delivered",
    text: `Your message could not be sent.
A transcript of the attempts to send the message follows.
The number of attempts made: 1
Addressed To: bo@isp.test

Thu 29 Apr 2010 23:34:45 +0900
Failed to send to identified host,
bo@isp.test: [192.0.2.5], 550 bo@isp.test... No such user
--- Message non-deliverable.`,
    recipients: [["bo@isp.test", undefined, "hard", "user_unknown"]],
  },
  {
    server: "IMail",
    from: "Postmaster <postmaster@mx.example.test>",
    subject: "Undeliverable Mail",
    text: "Unknown user: bo@isp.test\n\nOriginal message follows.",
    recipients: [["bo@isp.test", undefined, "hard", "user_unknown"]],
  },
  {
    server: "Exchange 2007",
    from: "Microsoft Exchange <postmaster@example.test>",
    subject: "Undeliverable: Hello",
    text: `Delivery has failed to these recipients or distribution lists:

bo@isp.test
The recipient's e-mail address was not found in the recipient's e-mail system.

________________________________
Sent by Microsoft Exchange Server 2007

Diagnostic information for administrators:

Generating server: mx.example.test

bo@isp.test
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##`,
    recipients: [["bo@isp.test", "5.1.1", "hard", "user_unknown"]],
  },
  {
    server: "Exim, of two recipients",
    text: `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  bo@isp.test
    all relevant MX records point to non-existent hosts
  cy@isp.test
    host mx.isp.test [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<cy@isp.test>:
    554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using bl.spamcop.net`,
    recipients: [
      ["bo@isp.test", undefined, "hard", "invalid_address"],
      ["cy@isp.test", "5.7.1", "block", "ip_blacklisted"],
    ],
  },
  {
    server: "qmail",
    subject: "failure notice",
    text: `Hi. This is the qmail-send program at mx.example.test.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<bo@isp.test>:
Sorry, I couldn't find any host named isp.test. (#5.1.2)

<cy@isp.test>:
The users mailfolder is over the allowed quota (size). (#5.2.2)

<di@isp.test>:
192.0.2.1 does not like recipient.
Remote host said: 451 4.7.1 Greylisted, please try again in 300 seconds
Giving up on 192.0.2.1.
I'm not going to try again; this message has been in the queue too long.`,
    recipients: [
      ["bo@isp.test", "5.1.2", "hard", "invalid_address"],
      ["cy@isp.test", "5.2.2", "soft", "mailbox_full"],
      ["di@isp.test", "4.7.1", "soft", "greylisting"],
    ],
  },
  {
    server: "a server that speaks no English",
    text: `Ihre Nachricht an

<bo@isp.test>

wurde zurückgewiesen.`,
    recipients: [["bo@isp.test", undefined, "unknown", "unknown"]],
  },
];

describe("what servers say in words", () => {
  it.each(CASES)("of $server", async ({ from, subject, text, recipients }) => {
    const message = [
      "Return-Path: <>",
      `From: ${from ?? "Mail Delivery System <MAILER-DAEMON@mx.example.test>"}`,
      "To: ada@example.test",
      `Subject: ${subject ?? "Mail delivery failed: returning message to sender"}`,
      "Content-Type: text/plain; charset=utf-8",
      "",
      text,
      "",
      "------ This is a copy of the message, including all the headers. ------",
      "",
      "Return-path: <ada@example.test>",
      "Received: from example.test by mx.example.test; Thu, 29 Apr 2010 23:34:45 +0900",
      "Message-ID: <lost@example.test>",
      "To: friends@example.test",
      "Subject: Hello",
      "",
      "Please write to eve@example.test; 550 5.1.1 is a status.",
      "",
    ].join("\r\n");
    const { letter, parts } = await readLetter(Buffer.from(message));
    const { bounce } = findReport(letter, parts);
    expect(bounce?.messageId).toBe("<lost@example.test>");
    expect(bounce?.recipients.map((one) => [one.recipient, one.status, one.bounceClass, one.category])).toEqual(
      recipients,
    );
  });
});
