import { describe, expect, it } from "vitest";
import type { BounceCategory, BounceClass } from "../../core/message-report.ts";
import { classify } from "./classify.ts";
import { codesIn } from "./reply-codes.ts";

const of = (words: string, more = "") => classify({ ...codesIn(words), words, more });

/** What large providers and common servers answer. */
const REFUSALS: [words: string, bounceClass: BounceClass, category: BounceCategory][] = [
  [
    "550 5.1.1 <bo@isp.test>: Recipient address rejected: User unknown in virtual mailbox table",
    "hard",
    "user_unknown",
  ],
  ["550-5.1.1 The email account that you tried to reach does not exist.", "hard", "user_unknown"],
  ["550 5.4.1 All recipient addresses rejected : Access denied", "hard", "user_unknown"],
  ["550 5.1.1 Mailbox <bo@isp.test> does not exist", "hard", "user_unknown"],
  ["550 Unrouteable address", "hard", "user_unknown"],
  ["550 5.4.310 DNS domain does not exist [Message=InfoDomainNonexistent]", "hard", "invalid_address"],
  [
    "Host or domain name not found. Name service error for name=isp.test type=MX: Host not found",
    "hard",
    "invalid_address",
  ],
  ["556 5.1.10 Domain isp.test does not accept mail (nullMX)", "hard", "invalid_address"],
  ["Host not found, try again", "soft", "server_error"],
  ["452 4.2.2 The email account that you tried to reach is over quota", "soft", "mailbox_full"],
  ["552 Requested mail action aborted: exceeded storage allocation", "soft", "mailbox_full"],
  ["550 5.2.1 The email account that you tried to reach is disabled.", "soft", "mailbox_disabled"],
  ["450 4.2.0 <bo@isp.test>: Recipient address rejected: Greylisted", "soft", "greylisting"],
  [
    "421 4.7.0 [TSS04] Messages temporarily deferred due to unexpected volume or user complaints",
    "soft",
    "rate_limited",
  ],
  ["421 4.4.5 Too many connections from your host", "soft", "rate_limited"],
  ["451 4.7.500 Server busy. Please try again later", "soft", "server_error"],
  ["554 5.4.6 Hop count exceeded - possible mail loop", "soft", "server_error"],
  ["554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "block", "ip_blacklisted"],
  ["550 5.7.606 Access denied, banned sending IP [192.0.2.1]", "block", "ip_blacklisted"],
  ["553 http://www.spamhaus.org/query/bl?ip=192.0.2.1", "block", "ip_blacklisted"],
  ["554 5.7.1 URL in message is listed by SURBL", "block", "domain_blacklisted"],
  ["550-5.7.1 Our system has detected that this message is likely unsolicited mail", "block", "spam_blocked"],
  ["554 5.7.1 Message blocked due to spam content in the message.", "block", "spam_blocked"],
  [
    "550-5.7.26 Unauthenticated email from acme.test is not accepted due to domain's DMARC policy",
    "policy",
    "auth_failure",
  ],
  ["554 5.7.1 <bo@isp.test>: Relay access denied", "policy", "relay_denied"],
  ["553 5.1.8 <ada@acme.test>... Domain of sender address does not exist", "policy", "policy_blocked"],
  ["550 5.7.1 TRANSPORT.RULES.RejectMessage; rejected by organization policy", "policy", "policy_blocked"],
  ["552 5.2.3 Message size exceeds fixed maximum message size", "policy", "policy_blocked"],
  ["550 5.7.0 Virus detected", "policy", "virus_detected"],
  ["550 5.7.1 <bo@isp.test>: Recipient address rejected: User unknown", "policy", "policy_blocked"],
  ["554 5.0.0 xyzzy", "unknown", "unknown"],
];

describe("a refusal", () => {
  it.each(REFUSALS)("%s", (words, bounceClass, category) => {
    expect(of(words)).toMatchObject({ bounceClass, category });
  });

  it("that speaks of no such user after it saw the message is a filter's", () => {
    const said = "host mx.isp.test[192.0.2.1] said: 550 Unknown user bo@isp.test (in reply to end of DATA command)";
    expect(of(said)).toMatchObject({ bounceClass: "policy" });
    expect(of(said.replace("end of DATA", "RCPT TO"))).toMatchObject({ bounceClass: "hard" });
  });

  it("is surer when words and status agree, and not at all when they say nothing", () => {
    const sure = of("550 5.1.1 no such user").confidence;
    const less = of("550 no such user").confidence;
    const byStatus = of("550 5.1.1 xyzzy").confidence;
    expect([sure > less, less > byStatus, byStatus > of("550 xyzzy").confidence]).toEqual([true, true, true]);
  });

  it("names the lists that it goes by", () => {
    expect(of("blocked using zen.spamhaus.org and bl.spamcop.net").blocklists).toEqual([
      { name: "Spamhaus ZEN", type: "ip" },
      { name: "SpamCop", type: "ip" },
    ]);
    expect(of("550 5.1.1 no such user, see proofpoint.com").blocklists).toEqual([]);
  });

  it("names a time to wait", () => {
    for (const [words, seconds] of [
      ["451 4.7.1 Greylisted, please try again in 300 seconds", 300],
      ["450 try again after 5 minutes", 300],
      ["421 please wait 2 hours", 7200],
      ["450 retry in 1 day", 86_400],
      ["450 retry in 99999 days", undefined],
      ["554 unable to deliver in 840 minutes", undefined],
    ] as const)
      expect(of(words).retryAfter, words).toBe(seconds);
  });
});
