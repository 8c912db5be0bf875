import { setTimeout as sleep } from "node:timers/promises";
import { ms, percentile, perSecond } from "./numbers.ts";
import { publishEvents } from "./offline.ts";
import { type Peer, startPeer } from "./peer.ts";
import type { Ledger, LedgerQuestion } from "./peers/ledger-receiver.ts";
import { type Posthorn, preparePosthorn } from "./posthorn.ts";
import { type Benchmark, type Row, rowOf } from "./row.ts";
import type { Scope } from "./scope.ts";
import { sendingAccount } from "./small-mail.ts";

const ACCOUNTS = 40;
const EVENTS_EACH = 2500;
/** Of a thousand requests. */
const FAULTS = 10;
const KILL_EVERY_MS = 4000;
const WITHIN_MS = 240_000;

const PROBES = 600;
const PROBES_PER_SECOND = 40;

type Receiver = Peer<LedgerQuestion, Ledger> & { ready: Ledger };

export const webhookLedger: Benchmark = {
  name: "webhook-ledger",
  how:
    `${ACCOUNTS} accounts with ${EVENTS_EACH} events each go to a receiver in a process of its own that refuses, resets or never ` +
    `answers ${FAULTS} of 1,000 requests, and the server is killed (SIGKILL) every ${KILL_EVERY_MS / 1000} s. Taken more than once are events ` +
    "whose answer the killed server did not note. Then an event is caused " +
    `${PROBES_PER_SECOND} times a second, ${PROBES} times, and timed from the call that caused it to its arrival: alone, and ` +
    "with a second endpoint that gets the same events and never answers. Bare: alone.",
  async run(scope) {
    return [...(await keepBooks(scope)), ...(await besideDeadEndpoint(scope))];
  },
};

const startReceiver = (scope: Scope): Promise<Receiver> =>
  startPeer<LedgerQuestion, Ledger>(scope, new URL("./peers/ledger-receiver.ts", import.meta.url));

async function keepBooks(scope: Scope): Promise<Row[]> {
  const receiver = await startReceiver(scope);
  await receiver.ask({ faults: FAULTS });
  const posthorn = await preparePosthorn(scope, { env: { POSTHORN_WEBHOOK_TIMEOUT: "500ms" } });
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) => `account${index}`);
  await posthorn.start();
  for (const account of accounts) await posthorn.api.call("POST", "/v1/account", sendingAccount(account, 1));
  await posthorn.api.call("POST", "/v1/settings", {
    webhooksEnabled: true,
    webhooks: receiver.ready.url,
    webhookEvents: ["messageNew"],
    webhooksDeliveryAttempts: 100,
    webhooksRetryDelay: 100,
  });
  await posthorn.stop();
  await publishEvents(posthorn.dataDir, accounts, EVENTS_EACH);

  const count = ACCOUNTS * EVENTS_EACH;
  const began = performance.now();
  await posthorn.start();
  let kills = 0;
  for (const until = began + WITHIN_MS; performance.now() < until;) {
    const { taken } = await receiver.ask({ taken: count, withinMs: KILL_EVERY_MS });
    if (taken >= count) break;
    await posthorn.kill();
    kills++;
    await posthorn.start();
  }
  const seconds = (performance.now() - began) / 1000;
  // What is under way may still come a second time.
  await sleep(1000);
  const { taken, repeated, outOfOrder, refused } = await receiver.ask({});
  await posthorn.stop();
  const lost = count - taken;
  scope.say(`${taken} of ${count} in ${seconds.toFixed(1)} s, ${kills} kills, ${refused} refused`);
  return [
    rowOf(
      `${count.toLocaleString("en")} events, ${kills} kills, ${refused} faults of the receiver: lost`,
      String(lost),
      {
        budget: "0",
        isMet: lost === 0,
      },
    ),
    rowOf("out of order within a lane", String(outOfOrder), { budget: "0", isMet: outOfOrder === 0 }),
    rowOf("taken more than once", String(repeated)),
    rowOf("delivered meanwhile, starts included", perSecond(taken / seconds)),
  ];
}

async function besideDeadEndpoint(scope: Scope): Promise<Row[]> {
  const fast = await startReceiver(scope);
  const dead = await startReceiver(scope);
  await dead.ask({ isDead: true });
  const posthorn = await preparePosthorn(scope);
  await posthorn.start();
  await posthorn.api.call("POST", "/v1/settings", { webhooksEnabled: true });
  const endpoint = (name: string, { ready }: Receiver) =>
    posthorn.api.call("POST", "/v1/webhooks/endpoint", { name, targetUrl: ready.url, events: ["accountAdded"] });
  await endpoint("fast", fast);
  await probe(posthorn, fast, "warm", PROBES_PER_SECOND * 2);
  const alone = percentile(await probe(posthorn, fast, "alone", PROBES), 0.99);
  await endpoint("dead", dead);
  const beside = percentile(await probe(posthorn, fast, "beside", PROBES), 0.99);
  await posthorn.stop();
  const change = beside / alone - 1;
  scope.say(`p99 ${ms(alone)} alone, ${ms(beside)} beside a dead endpoint`);
  return [
    rowOf("event to webhook beside a dead endpoint, p99", ms(beside), {
      bare: ms(alone),
      ratio: `${change > 0 ? "+" : ""}${(change * 100).toFixed(0)} %`,
      budget: "< +20 %",
      isMet: change < 0.2,
    }),
  ];
}

/** Causes events at an even pace. Milliseconds from each call to the arrival of its event. */
async function probe({ api }: Posthorn, receiver: Receiver, name: string, count: number): Promise<number[]> {
  const calledAt = new Map<string, number>();
  const calls: Promise<unknown>[] = [];
  const began = performance.now();
  for (let index = 0; index < count; index++) {
    await sleep(Math.max(0, began + (index * 1000) / PROBES_PER_SECOND - performance.now()));
    const account = `${name}${index}`;
    calledAt.set(account, performance.timeOrigin + performance.now());
    calls.push(api.call("POST", "/v1/account", sendingAccount(account, 1)));
  }
  await Promise.all(calls);
  const { arrivedAt } = await receiver.ask({ taken: count, withinMs: 30_000, clear: true });
  return [...calledAt].map(([account, at]) => (arrivedAt[account] ?? Number.POSITIVE_INFINITY) - at);
}
