import { join } from "node:path";
import { startWebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import Database from "better-sqlite3";
import pg from "pg";
import { type Engine, install, type Installation } from "../installation.ts";
import { differences } from "./compare.ts";
import { EventLedger } from "./event-ledger.ts";
import type { MailServer } from "./mail-server.ts";
import { OutsideClient, STEADY } from "./outside-clients.ts";
import { viewOfPosthorn } from "./posthorn-view.ts";
import { Random } from "./random.ts";
import { forEachMailbox, type View, viewOfServer } from "./server-view.ts";

export interface TrackingOptions {
  engine: Engine;
  seed: number;
  /** How long others work on the account, pauses not counted. */
  activityMs: number;
  checkpoints: number;
  /** Spread over the run. */
  kills: number;
  /**
   * A server without CONDSTORE does not say that flags of a mailbox changed, so Posthorn compares
   * them every 30 minutes only. Something else is then changed in each mailbox before a checkpoint.
   */
  isQuietAboutFlags?: boolean;
}

export interface TrackingResult {
  /** For people. */
  summary: string;
  faults: string[];
}

const USER = "ada";
const CLIENTS = 4;
/** PostgreSQL keeps the lease of a dead process until it runs out. */
const PATIENCE_MS = 120_000;
const LOOK_AGAIN_MS = 300;
const SYNC_AGAIN_MS = 3000;
/** Faults that are told in full. */
const SHOWN = 5;

/**
 * Lets outside clients change an account at random while Posthorn follows and is killed now and
 * then. At each checkpoint the clients pause, and what Posthorn's events add up to, and what its API
 * lists, has to become what the server holds.
 */
export async function trackState(server: MailServer, name: string, options: TrackingOptions): Promise<TrackingResult> {
  const { engine, seed, activityMs, checkpoints, kills } = options;
  const random = new Random(seed);
  const receiver = await startWebhookReceiver();
  const posthorn = await install(engine, { POSTHORN_LOG_LEVEL: "warn" });
  const ledger = new EventLedger((path) => STEADY.includes(path));
  const clients = Array.from(
    { length: CLIENTS },
    (_, i) => new OutsideClient(server, USER, `c${i}`, new Random(seed + 1 + i)),
  );
  const faults: string[] = [];
  let read = 0;
  let differing = 0;
  let killed = 0;

  const readEvents = () => {
    for (; read < receiver.received.length; read++)
      ledger.take(receiver.received[read] as (typeof receiver.received)[number]);
  };

  /** Resolves with what still differs when patience is at its end. */
  async function becomesEqual<Left>(compare: () => Promise<Left[]>): Promise<Left[]> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    let syncAt = 0;
    for (;;) {
      if (Date.now() >= syncAt) {
        syncAt = Date.now() + SYNC_AGAIN_MS;
        await posthorn.call("PUT", `/v1/account/${USER}/sync`, { sync: true });
      }
      const left = await compare();
      if (left.length === 0 || Date.now() > giveUpAt) return left;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  async function checkpoint(): Promise<void> {
    await makeGhostsReal(server);
    if (options.isQuietAboutFlags) await touchEveryMailbox(server);
    let view: View = new Map();
    const untold = await becomesEqual(async () => {
      view = await viewOfServer(server, USER);
      readEvents();
      return ledger.differences(view);
    });
    ledger.takeOver(view);
    const listedOtherwise = await becomesEqual(async () => {
      // A mailbox may be listed that is gone by now: it is told, and no longer listed, after the next look at the server.
      const listed = await viewOfPosthorn(posthorn, USER).catch(({ message }: Error) => message);
      return typeof listed === "string" ? [{ text: listed }] : differences(listed, await viewOfServer(server, USER));
    });
    differing += untold.length + listedOtherwise.length;
    for (const { path, uid, text } of untold.slice(0, SHOWN))
      faults.push(`by its events: ${text}`, ...storyOf(path, uid));
    for (const { text } of listedOtherwise.slice(0, SHOWN)) faults.push(`by its lists: ${text}`);
  }

  /** What was told of a message or mailbox, and what the clients did to it. */
  function storyOf(path: string, uid: number | undefined): string[] {
    const done = clients.flatMap((client) => client.historyOf(path, uid));
    return [...ledger.historyOf(path, uid), ...done]
      .toSorted()
      .slice(-30)
      .map((line) => `    ${line}`);
  }

  async function crash(): Promise<void> {
    await posthorn.kill();
    killed++;
    await new Promise((resolve) => setTimeout(resolve, random.below(1500)));
    await posthorn.start();
  }

  /** One stretch of activity; the last kill may be the last thing that happens in it. */
  async function stretch(ms: number, killTimes: readonly number[]): Promise<void> {
    for (const client of clients) client.start();
    const began = Date.now();
    for (const at of killTimes) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + at - Date.now())));
      await crash();
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + ms - Date.now())));
    await Promise.all(clients.map((client) => client.pause()));
  }

  try {
    await posthorn.call("POST", "/v1/settings", {
      webhooksEnabled: true,
      webhooks: receiver.url,
      webhookEvents: ["*"],
      notifyText: false,
    });
    await follow(posthorn, server);
    const killsAt = Array.from({ length: kills }, () => random.below(activityMs)).toSorted((a, b) => a - b);
    const stretchMs = activityMs / checkpoints;
    for (let i = 0; i < checkpoints && faults.length === 0; i++) {
      const within = killsAt.filter((at) => Math.floor(at / stretchMs) === i);
      await stretch(
        stretchMs,
        within.map((at) => at - i * stretchMs),
      );
      await checkpoint();
    }
    const inLog = await eventsInLog(posthorn, engine);
    const missed = await becomesEqual(async () => {
      readEvents();
      return inLog.filter((id) => !ledger.knows(id));
    });
    for (const id of missed) faults.push(`the event ${id} was never sent`);
    const logged = new Set(inLog);
    const order = ledger.order.filter((id) => logged.has(id));
    if (missed.length === 0 && order.join() !== inLog.join()) faults.push("events were sent in another order");
    for (const { path, uid, text } of ledger.contradictions.slice(0, SHOWN))
      faults.push(`contradiction: ${text}`, ...storyOf(path, uid));
  } finally {
    await Promise.all(clients.map((client) => client.stop()));
    await posthorn.remove();
    await receiver.close();
  }

  const done = clients.reduce((sum, { counts }) => merge(sum, counts), new Map<string, number>());
  const refused = clients.reduce((sum, client) => sum + client.refused, 0);
  const summary =
    `${name}, ${engine}, seed ${seed}: ${total(done)} operations (${list(done)}; ${refused} refused), ` +
    `${killed} kills, ${checkpoints} checkpoints, ${differing} differences, ` +
    `${ledger.contradictions.length} contradictions, ${total(ledger.counts)} events (${list(ledger.counts)}), ` +
    `${ledger.repeats} sent again, ${ledger.excused} messages known by resets only`;
  if (faults.length > 0) faults.push(...posthorn.log.slice(-20));
  return { summary, faults };
}

async function follow(posthorn: Installation, server: MailServer): Promise<void> {
  const { status, body } = await posthorn.call("POST", "/v1/account", {
    account: USER,
    name: "Ada Ray",
    email: `${USER}@example.org`,
    notifyFrom: null,
    imap: {
      host: server.host,
      port: server.port,
      secure: false,
      requireTLS: false,
      resyncDelay: 5,
      auth: { user: USER, pass: server.password },
    },
  });
  if (status !== 200) throw new Error(`The account was not taken: ${JSON.stringify(body)}`);
}

/**
 * Dovecot goes on listing a mailbox that was deleted while others lay below it, and refuses to open
 * it. What is there is not to be told from such a list, so they are made real.
 */
async function makeGhostsReal(server: MailServer): Promise<void> {
  await forEachMailbox(server, USER, async (client, path) => {
    await client.mailboxOpen(path, { readOnly: true }).catch(() => client.mailboxCreate(path));
  });
}

/** One message more and gone again: the counters of every mailbox tell that it is worth a look. */
async function touchEveryMailbox(server: MailServer): Promise<void> {
  await forEachMailbox(server, USER, async (client, path) => {
    await client.append(path, "Subject: touch\r\n\r\n");
    await client.mailboxOpen(path);
    await client.messageDelete("*");
  });
}

/** The ids of the account's events in the order of the log. */
async function eventsInLog(posthorn: Installation, engine: Engine): Promise<string[]> {
  const query = `select id from events where account = '${USER}' order by seq`;
  if (engine === "sqlite") {
    const database = new Database(join(posthorn.dataDir, "posthorn.db"), { readonly: true });
    const rows = database.prepare(query).all() as { id: string }[];
    database.close();
    return rows.map(({ id }) => id);
  }
  const client = new pg.Client({ connectionString: posthorn.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ id: string }>(query);
  await client.end();
  return rows.map(({ id }) => id);
}

const merge = (a: Map<string, number>, b: ReadonlyMap<string, number>) => {
  for (const [word, count] of b) a.set(word, (a.get(word) ?? 0) + count);
  return a;
};
const total = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0);
const list = (counts: ReadonlyMap<string, number>) =>
  [...counts]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([word, count]) => `${word} ${count}`)
    .join(", ");
