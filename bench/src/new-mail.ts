import { startDovecot } from "@posthorn/fakes/dovecot";
import { startFakeImap } from "@posthorn/fakes/imap";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import type { Caller } from "./caller.ts";
import { newsletter } from "./fill-mailbox.ts";
import { bareClient, imapAccount, untilState } from "./imap-account.ts";
import { median, ms, percentile } from "./numbers.ts";
import { startPosthorn } from "./posthorn.ts";
import type { Benchmark, Row } from "./row.ts";
import type { Scope } from "./scope.ts";

const USERS = 5;
/** Dovecot gathers news for half a second, each connection on its own; from rest all of them begin together. */
const FROM_REST = { rounds: 25, pauseMs: 1200 };
const IN_QUICK_SUCCESSION = { rounds: 100, pauseMs: 300 };
const BUDGET = { p50: 50, p99: 250 };

export const newMail: Benchmark = {
  name: "new-mail",
  how:
    `Messages are delivered to ${USERS} mailboxes, from rest ${FROM_REST.rounds} times on a Dovecot, and then ${IN_QUICK_SUCCESSION.rounds} times every ` +
    `${IN_QUICK_SUCCESSION.pauseMs / 1000} s on servers of ours that push each of them at once. Measured is the time from the notice that an imapflow ` +
    "client in IDLE gets of the same message to the arrival of the webhook `messageNew`, text included. Bare: from that " +
    "notice to the one that a second such client gets, since Dovecot does not tell all at once.",
  async run(scope) {
    const receiver = await startWebhookReceiver();
    scope.defer(() => receiver.close());
    const { api } = await startPosthorn(scope);
    const settings = { webhooksEnabled: true, webhooks: receiver.url, webhookEvents: ["messageNew"] };
    await api.call("POST", "/v1/settings", settings);
    const onDovecot = await prepareMailboxes(scope, api, await dovecotUsers(scope));
    const atOnce = await prepareMailboxes(scope, api, await usersToldAtOnce(scope));
    // Nothing is compiled yet.
    await deliver(onDovecot, receiver, { rounds: 2, pauseMs: 600 });
    await deliver(atOnce, receiver, { rounds: 2, pauseMs: 600 });
    return [
      toRow(scope, "new mail to webhook, above the server's notice", await deliver(onDovecot, receiver, FROM_REST)),
      toRow(scope, "the same while mail arrives every 0.3 s", await deliver(atOnce, receiver, IN_QUICK_SUCCESSION)),
    ];
  },
};

/** A mailbox on some server. */
interface User {
  user: string;
  server: { host: string; port: number; password: string };
  deliver(content: string): Promise<void> | void;
}

async function dovecotUsers(scope: Scope): Promise<User[]> {
  const server = await startDovecot();
  scope.defer(() => server.stop());
  return Array.from({ length: USERS }, (_, index): User => {
    const user = `user${index}`;
    return { user, server, deliver: async (content) => void (await server.deliver(user, content)) };
  });
}

function usersToldAtOnce(scope: Scope): Promise<User[]> {
  return Promise.all(
    Array.from({ length: USERS }, async (_, index): Promise<User> => {
      const server = await startFakeImap();
      scope.defer(() => server.stop());
      const { host, port } = server;
      return {
        user: `quick${index}`,
        server: { host, port, password: "secret" },
        deliver: (content) => void server.store.deliver("INBOX", content),
      };
    }),
  );
}

/** A mailbox with one message, an account and two clients that listen. */
async function prepareMailboxes(scope: Scope, api: Caller, users: readonly User[]): Promise<Mailbox[]> {
  const mailboxes: Mailbox[] = [];
  for (const { user, server, deliver: put } of users) {
    await put(newsletter(0).toString());
    await api.call("POST", "/v1/account", imapAccount(server, user));
    await untilState(api, user, ["connected"]);
    const notices: [Notices, Notices] = [await listen(scope, server, user), await listen(scope, server, user)];
    mailboxes.push({ user, size: 1, deliver: put, notices });
  }
  return mailboxes;
}

function toRow(scope: Scope, what: string, { delays, jitter }: Awaited<ReturnType<typeof deliver>>): Row {
  const [p50, p99] = [median(delays), percentile(delays, 0.99)];
  scope.say(`${what}: ${delays.length} told, p50 ${ms(p50)}, p99 ${ms(p99)}, worst ${ms(Math.max(...delays))}`);
  return {
    what,
    ours: `p50 ${ms(p50)}, p99 ${ms(p99)}`,
    bare: `p50 ${ms(median(jitter))}, p99 ${ms(percentile(jitter, 0.99))}`,
    ratio: "",
    budget: `p50 < ${BUDGET.p50} ms, p99 < ${BUDGET.p99} ms`,
    isMet: p50 < BUDGET.p50 && p99 < BUDGET.p99,
  };
}

/** What a client in IDLE was told: how many messages there are, and when. */
type Notices = { count: number; at: number }[];

interface Mailbox {
  user: string;
  deliver: User["deliver"];
  /** Messages so far. */
  size: number;
  notices: [Notices, Notices];
}

interface Told {
  data?: { messageId?: string };
}

async function listen(scope: Scope, server: User["server"], user: string): Promise<Notices> {
  const notices: Notices = [];
  const client = await bareClient(scope, server, user);
  client.on("exists", ({ count }: { count: number }) => notices.push({ count, at: performance.now() }));
  client.idle().catch(() => undefined);
  return notices;
}

/** Delivers one message to each mailbox, again and again, and waits until all of them are told. */
async function deliver(
  mailboxes: readonly Mailbox[],
  receiver: WebhookReceiver,
  { rounds, pauseMs }: { rounds: number; pauseMs: number },
) {
  receiver.clear();
  const sent: { mailbox: Mailbox; position: number; messageId: string }[] = [];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    for (const mailbox of mailboxes) {
      const position = ++mailbox.size;
      const name = `${mailbox.user}-${position}@example.com`;
      await mailbox.deliver(newsletter(0).toString().replace("number-0@example.com", name));
      sent.push({ mailbox, position, messageId: `<${name}>` });
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, pauseMs - (performance.now() - began))));
  }
  const toldAt = new Map<string, number>();
  await receiver.waitFor((received) => received.length >= sent.length, 30_000);
  for (const { json, receivedAt } of receiver.received) {
    const { messageId } = (json as Told).data ?? {};
    if (messageId !== undefined && !toldAt.has(messageId)) toldAt.set(messageId, receivedAt);
  }
  const delays: number[] = [];
  const jitter: number[] = [];
  for (const { mailbox, position, messageId } of sent) {
    const [noticed, second] = mailbox.notices.map((notices) => notices.find(({ count }) => count >= position)?.at);
    const arrived = toldAt.get(messageId);
    if (noticed !== undefined && arrived !== undefined) delays.push(arrived - noticed);
    if (noticed !== undefined && second !== undefined) jitter.push(second - noticed);
  }
  return { delays, jitter };
}
