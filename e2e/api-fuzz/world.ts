import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { startSmtpSink, type SmtpSink } from "@posthorn/fakes/smtp-sink";
import { expect, vi } from "vitest";
import { type Engine, install, type Installation } from "../installation.ts";
import { imapAccount, mail } from "../mail.ts";
import { connectTo, mailboxesOf, sortedFlags } from "../state-tracking/server-view.ts";
import { KnownThings } from "./known-things.ts";
import { createWebhookWorld, type WebhookWorld } from "./webhook-world.ts";

/** The accounts that stay. */
const STEADY = ["ada", "bob"] as const;
const FEWEST_MESSAGES = 12;
const MOST_MAILBOXES = 40;
const FEWEST_SPARES = 2;

/** The program with a mail server behind it, and accounts to call about. */
export interface World {
  readonly dovecot: Dovecot;
  readonly smtp: SmtpSink;
  readonly posthorn: Installation;
  readonly webhooks: WebhookWorld;
  readonly known: KnownThings;
  /** Brings back what earlier calls took away, and tells what is there now. */
  tend(): Promise<void>;
  /** Everything that calls could change, as text. */
  snapshot(): Promise<string>;
  remove(): Promise<void>;
}

export async function createWorld(engine: Engine): Promise<World> {
  const [dovecot, smtp, posthorn] = await Promise.all([
    startDovecot({ quotaKiB: 1_000_000 }),
    startSmtpSink(),
    install(engine, { POSTHORN_LOG_LEVEL: "warn" }),
  ]);
  const known = new KnownThings();
  // First, so that everything is told.
  const webhooks = await createWebhookWorld(posthorn, known, STEADY);
  let spares = 0;
  let messages = 0;

  const listing = (account: string, path: string) =>
    posthorn.call<{ total: number; messages: unknown[] }>(
      "GET",
      `/v1/account/${account}/messages?path=${path}&pageSize=50`,
    );

  async function read<T>(path: string): Promise<T> {
    const { status, body } = await posthorn.call<T>("GET", path);
    if (status !== 200) throw new Error(`${path} answers ${status}: ${JSON.stringify(body)} ${posthorn.log.at(-1)}`);
    return body;
  }

  const exportsOf = async (account: string) =>
    (await read<{ exports: { exportId: string }[] }>(`/v1/account/${account}/exports?pageSize=1000`)).exports;

  async function addAccount(user: string, kind: "account" | "spare"): Promise<void> {
    await dovecot.deliver(user, anyMessage(messages++));
    const { status } = await posthorn.call("POST", "/v1/account", imapAccount(dovecot, user, smtp));
    expect(status).toBe(200);
    known.add("", kind, user);
  }

  const isReady = (user: string) =>
    vi.waitFor(
      async () =>
        expect((await posthorn.call("GET", `/v1/account/${user}`)).body).toMatchObject({ state: "connected" }),
      {
        timeout: 30_000,
        interval: 50,
      },
    );

  async function tend(): Promise<void> {
    while (known.all("", "spare").length < FEWEST_SPARES) await addAccount(`spare-${spares++}`, "spare");
    const client = await connectTo(dovecot, "ada");
    try {
      const paths = (await client.list()).map(({ path }) => path).filter((path) => path !== "INBOX");
      for (const path of paths.slice(MOST_MAILBOXES)) await client.mailboxDelete(path).catch(() => undefined);
      const { exists } = await client.mailboxOpen("INBOX");
      for (let missing = FEWEST_MESSAGES - exists; missing > 0; missing--)
        await dovecot.deliver("ada", anyMessage(messages++));
      await client.noop();
      await client.messageFlagsAdd("1:*", ["\\Draft"]);
    } finally {
      client.close();
    }
    await isReady("ada");
    for (const account of STEADY) {
      for (const kind of ["message", "text", "attachment", "thread", "mailbox", "export"] as const)
        known.clear(account, kind);
      for (const path of ["INBOX", "Sent"]) known.learn(account, (await listing(account, path)).body);
      known.learn(account, (await posthorn.call("GET", `/v1/account/${account}/mailboxes`)).body);
      known.learn(account, (await posthorn.call("GET", `/v1/account/${account}/threads?path=INBOX`)).body);
      if ((await exportsOf(account)).length === 0)
        await posthorn.call("POST", `/v1/account/${account}/export`, {
          startDate: "2000-01-01",
          endDate: "2100-01-01",
        });
      known.learn(account, await exportsOf(account));
    }
    await webhooks.tend();
  }

  await addAccount("ada", "account");
  await addAccount("bob", "account");
  for (const account of STEADY) await isReady(account);
  await tend();

  return {
    dovecot,
    smtp,
    posthorn,
    webhooks,
    known,
    tend,
    async snapshot() {
      const [mailboxes, { accounts }, exports, { total }, ofWebhooks] = await Promise.all([
        flagsByMailbox(dovecot),
        read<{ accounts: { account: string; name: string; email?: string }[] }>("/v1/accounts?pageSize=1000"),
        exportsOf("ada"),
        read<{ total: number }>("/v1/outbox"),
        webhooks.snapshot(),
      ]);
      return JSON.stringify(
        {
          mailboxes,
          accounts: accounts.map(({ account, name, email }) => [account, name, email]),
          exports: exports.map(({ exportId }) => exportId),
          outbox: total,
          ...ofWebhooks,
        },
        null,
        1,
      );
    },
    async remove() {
      await posthorn.remove();
      await Promise.all([dovecot.stop(), smtp.close(), webhooks.close()]);
    },
  };
}

/** The messages of the account by mailbox, with their flags. */
async function flagsByMailbox(dovecot: Dovecot): Promise<Record<string, string>> {
  const client = await connectTo(dovecot, "ada");
  const found: Record<string, string> = {};
  try {
    for (const path of await mailboxesOf(client)) {
      // Some are only subscribed to.
      const mailbox = await client.mailboxOpen(path, { readOnly: true }).catch(() => undefined);
      const messages: string[] = [];
      if (mailbox !== undefined && mailbox.exists > 0)
        for await (const { uid, flags = [] } of client.fetch("1:*", { uid: true, flags: true }))
          messages.push(`${uid} ${sortedFlags(flags).join(" ")}`);
      found[path] = messages.join(", ");
    }
  } finally {
    client.close();
  }
  return found;
}

/** Mail of several shapes, one after another. */
function anyMessage(number: number): Buffer {
  const head = { subject: `Message ${number} ü`, messageId: `<fuzz-${number}@example.org>` };
  switch (number % 4) {
    case 0:
      return mail({ ...head, attachment: Buffer.alloc(3000, number) });
    case 1:
      return Buffer.from(HTML.replaceAll("NUMBER", String(number)));
    case 2:
      return Buffer.from("Subject: broken\r\nContent-Type: multipart/mixed\r\n\r\n--\xff\r\n", "latin1");
    default:
      return mail(head);
  }
}

const HTML = [
  "From: =?utf-8?B?4oKs?= <ida@example.org>",
  "To: ada@example.org",
  "Subject: HTML NUMBER",
  "Message-ID: <html-NUMBER@example.org>",
  "In-Reply-To: <fuzz-0@example.org>",
  "Date: Thu, 26 Nov 2026 08:00:00 +0000",
  "MIME-Version: 1.0",
  'Content-Type: multipart/related; boundary="r"',
  "",
  "--r",
  'Content-Type: multipart/alternative; boundary="a"',
  "",
  "--a",
  "Content-Type: text/plain",
  "",
  "plain",
  "--a",
  "Content-Type: text/html",
  "",
  '<p onclick="x()">html <img src="cid:i@x"></p>',
  "--a--",
  "--r",
  'Content-Type: image/png; name="i.png"',
  "Content-ID: <i@x>",
  "Content-Transfer-Encoding: base64",
  "",
  "iVBORw0KGgo=",
  "--r",
  "Content-Type: message/rfc822",
  "",
  "Subject: inner",
  "",
  "inner text",
  "--r--",
  "",
].join("\r\n");
