import { readFile, writeFile } from "node:fs/promises";
import { EVENT_NAMES, type EventEnvelope, type EventName } from "@posthorn/contracts/events";
import { type FakeSmtp, reply, startFakeSmtp } from "@posthorn/fakes/fake-smtp";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { leaveOut, refuse } from "@posthorn/fakes/imap/deeds";
import { MODERN } from "@posthorn/fakes/imap/options";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createTestGateway, type TestGateway } from "./testing.ts";

// Each event is caused here, over IMAP, SMTP and HTTP, and what is told of it has to be its example in the page, value by value,
// once what differs from run to run is replaced. `POSTHORN_WRITE_EXAMPLES=1` writes the examples; `npm run format`
// comes after it.
// SQLite is enough: events are stored as the texts that are sent, and no database has a hand in them.

const PAGE = new URL("../../../docs/event-catalogue.md", import.meta.url);
const NAMES: readonly EventName[] = EVENT_NAMES;
const WAIT = { interval: 20, timeout: 30_000 };
const HOST = "https://posthorn.example.com";
const VISITOR = { remoteAddress: "198.51.100.24", headers: { "user-agent": "Mozilla/5.0 (X11; Linux x86_64)" } };

type Told = EventEnvelope & { data: Record<string, unknown> };

let imap: FakeImap;
let stubborn: FakeImap;
let smtp: FakeSmtp;
let receiver: WebhookReceiver;
let gateway: TestGateway;

beforeAll(async () => {
  imap = await startFakeImap({ capabilities: [...MODERN, "OBJECTID"] });
  for (const [path, use] of Object.entries({ Sent: "\\Sent", Junk: "\\Junk", Trash: "\\Trash", Drafts: "\\Drafts" }))
    imap.store.create(path, { attributes: [use] });
  stubborn = await startFakeImap({ users: { bob: "another password" } });
  smtp = await startFakeSmtp();
  receiver = await startWebhookReceiver();
  gateway = await createTestGateway("sqlite", { hasRealMail: true });
  await gateway.set({
    serviceUrl: HOST,
    serviceSecret: "service secret",
    notifyText: true,
    notifyHeaders: ["list-id", "x-priority"],
    webhooksEnabled: true,
    webhooksAlertAfter: 1,
  });
});
afterAll(async () => {
  await gateway.close();
  await receiver.close();
  await smtp.stop();
  await Promise.all([imap.stop(), stubborn.stop()]);
});

async function told(name: EventName): Promise<Told[]> {
  const rows = await gateway.storage.sql
    .selectFrom("events")
    .select("payload")
    .where("name", "=", name)
    .orderBy("seq")
    .execute();
  return rows.map(({ payload }) => JSON.parse(payload) as Told);
}

const waitFor = (name: EventName, fits: (event: Told) => boolean = () => true): Promise<Told> =>
  vi.waitFor(async () => {
    const event = (await told(name)).find(fits);
    if (event === undefined) throw new Error(`${name} is not told`);
    return event;
  }, WAIT);

/** Calls the API and expects that it does as it is told. */
async function done(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await gateway.call(method, path, body);
  expect(answer, `${method} ${path}`).toMatchObject({ status: 200 });
  return answer.body;
}

const account = (id: string, server: { host: string; port: number }) => ({
  account: id,
  name: "Support",
  email: `${id}@example.com`,
  imap: { host: server.host, port: server.port, secure: false, requireTLS: false, auth: { user: id, pass: "secret" } },
  smtp: { host: smtp.host, port: smtp.port, secure: false, requireTLS: false },
  // The mail of this test has dates of its own.
  notifyFrom: "2020-01-01T00:00:00.000Z",
});

const submit = (to: string, more: object = {}) =>
  done("POST", "/v1/account/support/submit", {
    to: [{ address: to }],
    subject: "Your order",
    text: "It is on its way.",
    messageId: `<${to.split("@")[0]}@example.com>`,
    // What is told is about what is delivered here, not about copies in Sent.
    copy: false,
    ...more,
  });

const sync = () => done("PUT", "/v1/account/support/sync", { sync: true });

/** The first link to this page of ours in the last message that left. */
const linkTo = (path: string) => {
  const content = (smtp.received.at(-1)?.content ?? "").replaceAll("=\r\n", "").replaceAll("=3D", "=");
  const [link = ""] = new RegExp(`${HOST}/${path}\\?[^"> ]+`).exec(content.replaceAll(/\r\n\s+/g, "")) ?? [];
  return link.replace(HOST, "").replaceAll("&amp;", "&");
};

const visit = (method: "GET" | "POST", url: string, form?: Record<string, string>) =>
  gateway.app.inject({
    method,
    url,
    remoteAddress: VISITOR.remoteAddress,
    headers: { ...VISITOR.headers, ...(form && { "content-type": "application/x-www-form-urlencoded" }) },
    ...(form && { payload: new URLSearchParams(form).toString() }),
  });

/** Lines of a message, with the ends that mail has. */
const mail = (...lines: string[]) => lines.join("\r\n");

const INVOICE = mail(
  "From: Lena Sommer <lena@customer.test>",
  "To: Support <support@example.com>",
  "Cc: accounting@customer.test",
  "Subject: Invoice 2026-0311",
  "Date: Wed, 04 Mar 2026 09:15:21 +0100",
  "Message-ID: <2026-0311@customer.test>",
  "In-Reply-To: <lena@example.com>",
  "References: <lena@example.com>",
  "List-ID: <invoices.customer.test>",
  "List-Unsubscribe: <https://customer.test/leave?u=7>, <mailto:leave@customer.test>",
  "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
  "X-Priority: 3",
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="mixed"',
  "",
  "--mixed",
  'Content-Type: multipart/alternative; boundary="texts"',
  "",
  "--texts",
  "Content-Type: text/plain; charset=utf-8",
  "",
  "Hello,",
  "please find our invoice attached.",
  "",
  "--texts",
  "Content-Type: text/html; charset=utf-8",
  "",
  "<p>Hello,</p><p>please find our invoice attached.</p>",
  "--texts--",
  "--mixed",
  'Content-Type: application/pdf; name="invoice.pdf"',
  'Content-Disposition: attachment; filename="invoice.pdf"',
  "Content-Transfer-Encoding: base64",
  "",
  Buffer.from("%PDF-1.7 of a test").toString("base64"),
  "--mixed--",
  "",
);

const BOUNCE = mail(
  "From: Mail Delivery System <mailer-daemon@mx.customer.test>",
  "To: support@example.com",
  "Subject: Undelivered Mail Returned to Sender",
  "Date: Wed, 04 Mar 2026 09:20:00 +0100",
  "Message-ID: <bounce@mx.customer.test>",
  "MIME-Version: 1.0",
  'Content-Type: multipart/report; report-type=delivery-status; boundary="report"',
  "",
  "--report",
  "Content-Type: text/plain",
  "",
  "Your message could not be delivered.",
  "--report",
  "Content-Type: message/delivery-status",
  "",
  "Reporting-MTA: dns; mx.customer.test",
  "X-Postfix-Queue-ID: 4T9kQ2",
  "",
  "Final-Recipient: rfc822; lena@customer.test",
  "Action: failed",
  "Status: 5.1.1",
  "Remote-MTA: dns; store.customer.test",
  "Diagnostic-Code: smtp; 550 5.1.1 <lena@customer.test>: no such user here",
  "",
  "--report",
  "Content-Type: text/rfc822-headers",
  "",
  "From: Support <support@example.com>",
  "To: lena@customer.test",
  "Subject: Your order",
  "Message-ID: <lena@example.com>",
  "--report--",
  "",
);

const COMPLAINT = mail(
  "From: Feedback <fbl@mailbox.test>",
  "To: support@example.com",
  "Subject: Abuse report",
  "Date: Wed, 04 Mar 2026 09:30:00 +0100",
  "Message-ID: <report@mailbox.test>",
  "MIME-Version: 1.0",
  'Content-Type: multipart/report; report-type=feedback-report; boundary="report"',
  "",
  "--report",
  "Content-Type: text/plain",
  "",
  "This is an abuse report.",
  "--report",
  "Content-Type: message/feedback-report",
  "",
  "Feedback-Type: abuse",
  "User-Agent: ExampleLoop/1.4",
  "Version: 1",
  "Original-Mail-From: <support@example.com>",
  "Original-Rcpt-To: <lena@customer.test>",
  "Arrival-Date: Wed, 04 Mar 2026 09:10:02 +0100",
  "Reporting-MTA: dns; mx.mailbox.test",
  "Source-IP: 203.0.113.40",
  "",
  "--report",
  "Content-Type: message/rfc822",
  "",
  "From: Support <support@example.com>",
  "To: lena@customer.test",
  "Subject: Your order",
  "Date: Wed, 04 Mar 2026 09:09:58 +0100",
  "Message-ID: <lena@example.com>",
  "",
  "It is on its way.",
  "--report--",
  "",
);

/** Causes an event and resolves with it, once it is told. They run one after the other: what one leaves, others need. */
const CAUSES: readonly [EventName, () => Promise<Told>][] = [
  [
    "accountAdded",
    async () => {
      imap.store.create("Projects/Spring");
      imap.store.create("Projects/Closed");
      await done("POST", "/v1/account", account("support", imap));
      return waitFor("accountAdded");
    },
  ],
  ["authenticationSuccess", () => waitFor("authenticationSuccess")],
  ["accountInitialized", () => waitFor("accountInitialized")],
  ["mailboxNew", () => waitFor("mailboxNew", ({ path }) => path === "Projects/Spring")],
  [
    "messageSent",
    async () => {
      await submit("lena@customer.test");
      return waitFor("messageSent");
    },
  ],
  [
    "messageNew",
    async () => {
      imap.store.deliver("INBOX", INVOICE, { internalDate: new Date("2026-03-04T08:15:22Z") });
      return waitFor("messageNew", ({ path }) => path === "INBOX");
    },
  ],
  [
    "messageUpdated",
    async () => {
      imap.store.flag("INBOX", 1, ["\\Seen", "\\Flagged"]);
      await waitFor("messageUpdated");
      imap.store.flag("INBOX", 1, ["\\Seen", "\\Answered"]);
      return waitFor("messageUpdated", ({ data }) => JSON.stringify(data).includes("deleted"));
    },
  ],
  [
    "messageDeleted",
    async () => {
      imap.store.expunge("INBOX", 1);
      return waitFor("messageDeleted");
    },
  ],
  [
    "messageMissing",
    async () => {
      imap.on("FETCH", leaveOut(/ENVELOPE/));
      imap.store.deliver("INBOX", INVOICE.replace("2026-0311@", "missing@"));
      const event = await waitFor("messageMissing", ({ path }) => path === "INBOX");
      imap.behave();
      return event;
    },
  ],
  [
    "messageBounce",
    async () => {
      imap.store.deliver("INBOX", BOUNCE);
      return waitFor("messageBounce");
    },
  ],
  [
    "messageComplaint",
    async () => {
      imap.store.deliver("INBOX", COMPLAINT);
      return waitFor("messageComplaint");
    },
  ],
  [
    "messageDeliveryError",
    async () => {
      smtp.on("RCPT", reply("451 4.3.2 Try again later"), { only: /slow@/ });
      await submit("slow@customer.test");
      return waitFor("messageDeliveryError");
    },
  ],
  [
    "messageFailed",
    async () => {
      smtp.on("RCPT", reply("550 5.7.1 Not welcome"), { only: /refused@/ });
      await submit("refused@customer.test");
      return waitFor("messageFailed");
    },
  ],
  [
    "messageCancelled",
    async () => {
      const { queueId } = await submit("later@customer.test", { sendAt: "2100-01-01T08:00:00.000Z" });
      await done("DELETE", `/v1/outbox/${String(queueId)}`);
      return waitFor("messageCancelled");
    },
  ],
  [
    "trackOpen",
    async () => {
      const html = '<p><a href="https://shop.example.com/orders/311">Your order</a></p>';
      await submit("reader@customer.test", { html, trackOpens: true, trackClicks: true });
      await waitFor("messageSent", ({ data }) => data["messageId"] === "<reader@example.com>");
      expect((await visit("GET", linkTo("open.gif"))).statusCode).toBe(200);
      return waitFor("trackOpen");
    },
  ],
  [
    "trackClick",
    async () => {
      expect((await visit("GET", linkTo("redirect"))).statusCode).toBe(302);
      return waitFor("trackClick");
    },
  ],
  [
    "listUnsubscribe",
    async () => {
      await done("POST", "/v1/account/support/submit", {
        subject: "Offers",
        text: "This week",
        listId: "offers",
        copy: false,
        mailMerge: [{ to: { address: "lena@customer.test" }, messageId: "<offers@example.com>" }],
      });
      await vi.waitFor(() => expect(linkTo("unsubscribe")).not.toBe(""), WAIT);
      await visit("POST", linkTo("unsubscribe"), { "List-Unsubscribe": "One-Click" });
      return waitFor("listUnsubscribe");
    },
  ],
  [
    "listSubscribe",
    async () => {
      const { searchParams } = new URL(linkTo("unsubscribe"), HOST);
      await visit("POST", "/unsubscribe/address", { ...Object.fromEntries(searchParams), action: "subscribe" });
      return waitFor("listSubscribe");
    },
  ],
  [
    "exportCompleted",
    async () => {
      imap.store.deliver("Projects/Spring", INVOICE, { internalDate: new Date("2026-02-03T08:15:22Z") });
      const range = { startDate: "2026-01-01", endDate: "2026-03-01" };
      await done("POST", "/v1/account/support/export", { folders: ["INBOX", "Projects/Spring"], ...range });
      return waitFor("exportCompleted");
    },
  ],
  [
    "exportFailed",
    async () => {
      imap.on("SEARCH", refuse("[NOPERM] Not for you"));
      await done("POST", "/v1/account/support/export", { startDate: "2026-01-01", endDate: "2100-01-01" });
      const event = await waitFor("exportFailed");
      imap.behave();
      return event;
    },
  ],
  [
    "mailboxDeleted",
    async () => {
      imap.store.delete("Projects/Closed");
      await sync();
      return waitFor("mailboxDeleted");
    },
  ],
  [
    "mailboxReset",
    async () => {
      imap.store.renumber("INBOX");
      return waitFor("mailboxReset");
    },
  ],
  [
    "authenticationError",
    async () => {
      await done("POST", "/v1/account", account("bob", stubborn));
      return waitFor("authenticationError");
    },
  ],
  [
    "connectError",
    async () => {
      await done("POST", "/v1/account", account("carol", { host: "127.0.0.1", port: 1 }));
      return waitFor("connectError");
    },
  ],
  [
    "accountDeleted",
    async () => {
      await done("DELETE", "/v1/account/bob");
      return waitFor("accountDeleted");
    },
  ],
  [
    "webhookFailing",
    async () => {
      receiver.script({ status: 503, body: "Closed for lunch" });
      await done("POST", "/v1/webhooks/endpoint", {
        name: "Help desk",
        targetUrl: `${receiver.url}/hooks/mail`,
        events: ["messageCancelled"],
        retry: { attempts: 100, delay: 500 },
      });
      const { queueId } = await submit("never@customer.test", { sendAt: "2100-01-01T08:00:00.000Z" });
      await done("DELETE", `/v1/outbox/${String(queueId)}`);
      return waitFor("webhookFailing");
    },
  ],
  [
    "webhookRecovered",
    async () => {
      receiver.clear();
      return waitFor("webhookRecovered");
    },
  ],
  [
    "webhookStopped",
    async () => {
      receiver.script({ status: 410 });
      const { queueId } = await submit("gone@customer.test", { sendAt: "2100-01-01T08:00:00.000Z" });
      await done("DELETE", `/v1/outbox/${String(queueId)}`);
      return waitFor("webhookStopped");
    },
  ],
];

const NOW = "2026-03-04T08:15:30.250Z";
const QUEUE_ID = "019cb7c4e8da0000a6f3c58d";

/** What is another in each run, by its member's name. */
const STABLE: Record<string, unknown> = {
  exportId: "exp_7b1d5c90a2e4f6381702b9cd",
  endpoint: "AAABnLV0OkA5cFTx",
  nextAttempt: "2026-03-04T08:15:35.250Z",
  sent: "2026-03-04T07:50:12.480Z",
  since: "2026-03-04T07:12:04.120Z",
  expiresAt: "2026-03-05T08:15:30.250Z",
  time: 1_772_612_128_000,
  duration: 95_240,
  bytesWritten: 1714,
  failures: 17,
};

/** The event as the page has it: what differs from run to run is replaced, and nothing else. */
const asExample = (event: Told) => ({ ...(stable(event) as Told), date: NOW });

function stable(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((one) => stable(one));
  if (value !== null && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, stable(one, name)]));
  const known = STABLE[key];
  if (known !== undefined && typeof known === typeof value) return known;
  if (typeof value !== "string") return value;
  return value
    .replace(/^[0-9a-f]{24}$/, QUEUE_ID)
    .replace(receiver.url, "https://desk.example.org")
    .replace(/\b127\.0\.0\.1:\d+/, "192.0.2.25:993");
}

/** The section of an event up to the end of its example: before it, the example, after it. */
const sectionOf = (name: EventName) =>
  new RegExp(`(^### \`${name}\`\\n(?:(?!^###? )[^])*?^\`\`\`json\\n)([^]*?)(^\`\`\`$)`, "m");

it("shows of every event what is told of it", { timeout: 120_000 }, async () => {
  expect(CAUSES.map(([name]) => name).toSorted()).toEqual(NAMES.toSorted());
  const caused = new Map<EventName, Told>();
  for (const [name, cause] of CAUSES) caused.set(name, asExample(await cause()));
  let page = await readFile(PAGE, "utf8");
  if (process.env["POSTHORN_WRITE_EXAMPLES"] === "1") {
    for (const [name, event] of caused)
      page = page.replace(sectionOf(name), (_, before: string, _example, after: string) =>
        [before, JSON.stringify(event, null, 2), "\n", after].join(""),
      );
    await writeFile(PAGE, page);
  }
  for (const [name, event] of caused) {
    const [, table = "", example = "null"] = sectionOf(name).exec(page) ?? [];
    expect(JSON.parse(example), `The example of ${name}`).toEqual(event);
    for (const field of Object.keys(event.data)) expect(table, `What ${name} tells`).toContain(`\`${field}`);
  }
  // And nothing is told of that is no event.
  const sections = [...page.matchAll(/^### `(\w+)`$/gm)].map(([, name]) => name);
  expect(sections.toSorted()).toEqual(NAMES.toSorted());
});
