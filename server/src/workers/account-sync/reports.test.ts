import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createTestGateway, type TestGateway } from "../../services/testing.ts";
import { findSentMessage } from "../../storage/sent-messages.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { cleanUp } from "../upkeep/upkeep.ts";

const WAIT = { interval: 20, timeout: 30_000 };

/** A bounce of a message, for these recipients; each of the form `bo@isp.test 5.1.1 550 no such user`. */
const bounceOf = (messageId: string, ...recipients: string[]) =>
  [
    "Return-Path: <>",
    "From: Mail Delivery System <MAILER-DAEMON@mx.example.test>",
    "To: ada@example.test",
    "Subject: Undelivered Mail Returned to Sender",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain",
    "",
    "Your message could not be delivered.",
    "--b",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; MX.example.test",
    "X-Postfix-Queue-ID: 4XyZ91",
    ...recipients.flatMap((line) => {
      const [address, status, ...words] = line.split(" ");
      return [
        "",
        `Final-Recipient: rfc822; ${address}`,
        "Action: failed",
        `Status: ${status}`,
        `Diagnostic-Code: smtp; ${words.join(" ")}`,
      ];
    }),
    "",
    "--b",
    "Content-Type: text/rfc822-headers",
    "",
    "From: ada@example.test",
    `Message-ID: ${messageId}`,
    "--b--",
    "",
  ].join("\r\n");

const complaintOf = (messageId: string, recipient: string, type = "abuse") =>
  [
    "From: feedbackloop@isp.test",
    "To: ada@example.test",
    "Subject: Abuse report",
    'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
    "",
    "--b",
    "Content-Type: message/feedback-report",
    "",
    `Feedback-Type: ${type}`,
    "User-Agent: FBL/2",
    "Version: 1",
    "Constructor: x",
    `Original-Rcpt-To: ${recipient}`,
    "",
    "--b",
    "Content-Type: message/rfc822",
    "",
    "From: Ada <ada@example.test>",
    "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=",
    `Message-ID: ${messageId}`,
    "",
    "Hi",
    "--b--",
    "",
  ].join("\r\n");

interface Told {
  name: string;
  data: Record<string, unknown>;
}

describe.each(TEST_ENGINES)("reports in new mail on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
    await gateway.set({ serviceUrl: "https://mail.example.net" });
  });
  beforeEach(async () => {
    await gateway.set({ suppressHardBounces: false, suppressComplaints: false, globalBlocklist: "" });
    account = await gateway.addConnected();
  });
  afterAll(() => gateway.close());

  /** What is told of one mailbox; copies of what is sent come to another one at any time. */
  async function told(mailbox: string): Promise<Told[]> {
    const rows = await gateway.storage.sql
      .selectFrom("events")
      .select(["name", "payload"])
      .where("account", "=", account)
      .where("name", "in", ["messageNew", "messageBounce", "messageComplaint"])
      .orderBy("seq")
      .execute();
    return rows
      .map(({ name, payload }) => ({ name, data: (JSON.parse(payload) as Pick<Told, "data">).data }))
      .filter(({ name, data }) => name !== "messageNew" || data["path"] === mailbox);
  }
  /** Delivers a message and resolves with what is told of it. */
  async function deliver(message: string, mailbox = "INBOX"): Promise<Told[]> {
    const before = (await told(mailbox)).length;
    gateway.mailOf(account).deliver(message, mailbox);
    return vi.waitFor(async () => {
      const events = (await told(mailbox)).slice(before);
      expect(events.length).toBeGreaterThan(0);
      return events;
    }, WAIT);
  }
  /** Sends a message of a list and resolves with its ids, once it is sent. */
  async function send(address: string, more: object = { listId: "news" }) {
    const { body } = await gateway.call("POST", `/v1/account/${account}/submit`, {
      subject: "News",
      text: "x",
      ...more,
      mailMerge: [{ to: { address } }],
    });
    const [entry] = body["mailMerge"] as { queueId: string; messageId: string }[];
    const messageId = entry?.messageId ?? "";
    const find = () => findSentMessage(gateway.storage, messageId, account);
    await vi.waitFor(async () => expect(await find()).toBeDefined(), WAIT);
    return { messageId, queueId: entry?.queueId };
  }
  const listed = async (list: string) => {
    const { body, status } = await gateway.call("GET", `/v1/blocklist/${list}`);
    return status === 404
      ? []
      : (body["addresses"] as Record<string, unknown>[]).map((entry) =>
          Object.fromEntries(Object.entries(entry).filter(([key]) => key !== "created")),
        );
  };

  it("tells a bounce after its message, once for each recipient", async () => {
    const events = await deliver(
      bounceOf(
        "<a1@acme.test>",
        "gone@roth.test 5.1.1 550 5.1.1 no such mailbox",
        "full@roth.test 5.2.2 552 over quota",
      ),
    );
    expect(events.map(({ name }) => name)).toEqual(["messageNew", "messageBounce", "messageBounce"]);
    const [message, first, second] = events;
    expect(message?.data).toMatchObject({ isBounce: true, relatedMessageId: "<a1@acme.test>" });
    expect(message?.data).not.toHaveProperty("report");
    expect(first?.data).toEqual({
      bounceMessage: message?.data["id"],
      recipient: "gone@roth.test",
      action: "failed",
      response: {
        source: "smtp",
        message: "550 5.1.1 no such mailbox",
        status: "5.1.1",
        category: "user_unknown",
        recommendedAction: "remove",
      },
      mta: "mx.example.test",
      queueId: "4XyZ91",
      messageId: "<a1@acme.test>",
      messageHeaders: { from: ["ada@example.test"], "message-id": ["<a1@acme.test>"] },
      bounceClass: "hard",
      confidence: 0.95,
    });
    expect(second?.data).toMatchObject({ recipient: "full@roth.test", bounceClass: "soft" });
  });

  it("names the blocklists and the time to wait that a server names", async () => {
    const [, one] = await deliver(
      bounceOf(
        "<a2@acme.test>",
        "bo@isp.test 5.7.1 554 5.7.1 192.0.2.1 blocked using zen.spamhaus.org, try again in 2 hours",
      ),
    );
    expect(one?.data["response"]).toMatchObject({
      category: "ip_blacklisted",
      recommendedAction: "retry_different_ip",
      blocklist: { name: "Spamhaus ZEN", type: "ip" },
      retryAfter: 7200,
    });
  });

  it("tells a bounce in Junk, none elsewhere, and none that names no message", async () => {
    const bounce = bounceOf("<a3@acme.test>", "gone@roth.test 5.1.1 550 no");
    expect((await deliver(bounce, "Junk")).map(({ name }) => name)).toEqual(["messageNew", "messageBounce"]);
    expect((await deliver(bounce, "Sent")).map(({ name }) => name)).toEqual(["messageNew"]);
    const nameless = await deliver(bounce.replace("Message-ID: <a3@acme.test>\r\n", ""));
    expect(nameless.map(({ name }) => name)).toEqual(["messageNew"]);
    expect(nameless[0]?.data).toMatchObject({ isBounce: true });
  });

  it("tells a delay by its fields, as no bounce", async () => {
    const delay = bounceOf("<a4@acme.test>", "slow@roth.test 4.4.1 no route").replace(
      "Action: failed",
      "Action: delayed",
    );
    const events = await deliver(delay);
    expect(events.map(({ name }) => name)).toEqual(["messageNew"]);
    expect(events[0]?.data).toMatchObject({
      deliveryReport: {
        finalRecipient: { label: "rfc822", value: "slow@roth.test" },
        action: "delayed",
        status: "4.4.1",
        reportingMta: { label: "dns", value: "MX.example.test" },
      },
    });
    expect(events[0]?.data).not.toHaveProperty("isBounce");
  });

  it("tells a complaint after its message, and what was sent", async () => {
    const { messageId, queueId } = await send("bo@isp.test");
    const events = await deliver(complaintOf(messageId, "<bo@isp.test>"));
    expect(events.map(({ name }) => name)).toEqual(["messageNew", "messageComplaint"]);
    expect(events[0]?.data).toMatchObject({ isComplaint: true, relatedMessageId: messageId });
    expect(events[1]?.data).toEqual({
      complaintMessage: events[0]?.data["id"],
      arf: { feedbackType: "abuse", userAgent: "FBL/2", version: "1", originalRcptTo: ["bo@isp.test"] },
      headers: { messageId, from: "ada@example.test", subject: "Grüße" },
      submission: { queueId, account, sent: expect.any(String) as string, lists: ["news"] },
    });
    expect(await listed("news")).toEqual([]);
  });

  it("takes a hard bounce off the lists of its message and off all mail merges, when that is wanted", async () => {
    await gateway.set({ suppressHardBounces: true, globalBlocklist: "everybody" });
    const { messageId, queueId } = await send("Gone@roth.test", { listId: "letters" });
    const [, event] = await deliver(bounceOf(messageId, "gone@roth.test 5.1.1 550 5.1.1 no such mailbox"));
    expect(event?.data).toMatchObject({ submission: { queueId }, suppressed: ["letters", "everybody"] });
    const record = {
      recipient: "gone@roth.test",
      account,
      messageId,
      source: "bounce",
      reason: "user_unknown: 550 5.1.1 no such mailbox",
    };
    expect(await listed("letters")).toEqual([record]);
    expect(await listed("everybody")).toEqual([record]);
    const again = await deliver(bounceOf(messageId, "gone@roth.test 5.1.1 550 5.1.1 no such mailbox"));
    expect(again[1]?.data).not.toHaveProperty("suppressed");
  });

  it("takes nobody off by a soft bounce, by one in Junk, or for a message that did not go there", async () => {
    await gateway.set({ suppressHardBounces: true, suppressComplaints: true, globalBlocklist: "nobody" });
    const { messageId } = await send("there@roth.test", { listId: "quiet" });
    const hard = (id: string, address: string) => bounceOf(id, `${address} 5.1.1 550 5.1.1 no such mailbox`);
    await deliver(bounceOf(messageId, "there@roth.test 5.2.2 552 5.2.2 mailbox full"));
    await deliver(hard(messageId, "there@roth.test"), "Junk");
    await deliver(hard(messageId, "victim@roth.test"));
    await deliver(hard("<forged@example.test>", "victim@roth.test"));
    await deliver(complaintOf("<forged@example.test>", "victim@roth.test"));
    await deliver(complaintOf(messageId, "there@roth.test", "not-spam"));
    expect([...(await listed("quiet")), ...(await listed("nobody"))]).toEqual([]);
  });

  it("takes a complainer off, even one whose address is hidden", async () => {
    await gateway.set({ suppressComplaints: true });
    const { messageId } = await send("cy@isp.test", { listId: "offers" });
    const [, event] = await deliver(complaintOf(messageId, "redacted@isp.test"));
    expect(event?.data).toMatchObject({ suppressed: ["offers"] });
    expect(await listed("offers")).toMatchObject([{ recipient: "cy@isp.test", source: "complaint", reason: "abuse" }]);
  });

  it("remembers what was sent for two months, and not longer than its account", async () => {
    const { messageId } = await send("bo@isp.test");
    const tidy = (days: number) =>
      cleanUp(gateway.storage, gateway.ctx.settings, gateway.ctx.meter, Date.now() + days * 86_400_000);
    await tidy(59);
    expect(await findSentMessage(gateway.storage, messageId, account)).toMatchObject({ recipients: ["bo@isp.test"] });
    await tidy(61);
    expect(await findSentMessage(gateway.storage, messageId, account)).toBeUndefined();
    const { messageId: another } = await send("bo@isp.test");
    await gateway.call("DELETE", `/v1/account/${account}`);
    expect(await findSentMessage(gateway.storage, another, account)).toBeUndefined();
  });
});
