import { eventLoopDelayMs } from "./event-loop-delay.ts";
import { megabytes, ms, perSecond, times } from "./numbers.ts";
import { load } from "./load.ts";
import { type Peer, startPeer } from "./peer.ts";
import type { Arrivals, Expect } from "./peers/receiver.ts";
import { preparePosthorn } from "./posthorn.ts";
import { publishEvents } from "./offline.ts";
import { residentBytes, watchPeak } from "./process-use.ts";
import { type Benchmark, type Row, rowOf } from "./row.ts";
import type { Scope } from "./scope.ts";
import { sendingAccount } from "./small-mail.ts";

const ACCOUNTS = 50;
const LANES_MEASURED = [1, 10, 100];
const EVENTS_OF_LANES = 10_000;
const EVENTS_EACH = 200;
const BUDGET = 2000;
/** The most that Posthorn sends to one host at once by default. */
const LANES = 25;
const WITHIN_MS = 30_000;

export const webhooks: Benchmark = {
  name: "webhooks",
  how:
    `${ACCOUNTS} accounts with ${EVENTS_EACH} events of 1 KB each wait when the server starts. Measured from the first ` +
    "request to the last as a receiver in a process of its own saw them: everything, from the event in the log to the " +
    "recorded attempt. The second row holds the queue until all deliveries are made, and measures requests only. Bare: " +
    `${LANES} connections that post the same body one after the other. Then the same with ${EVENTS_OF_LANES} events of as many ` +
    "accounts as there are lanes, fan-out included, with what memory the server takes meanwhile and how late its event loop " +
    "is (10 ms is not at all).",
  async run(scope) {
    const receiver = await startPeer<Expect, Arrivals>(scope, new URL("./peers/receiver.ts", import.meta.url));
    const { url } = receiver.ready;
    const count = ACCOUNTS * EVENTS_EACH;
    const body = { account: "ada", event: "messageNew", data: { text: "x".repeat(1000) } };
    const asked = { url, connections: LANES, method: "POST", body } as const;
    await load({ ...asked, amount: 2000 });
    const bare = await load({ ...asked, amount: count });
    await receiver.ask({ count: 0, withinMs: 0 });

    const posthorn = await preparePosthorn(scope);
    await posthorn.start();
    const { api } = posthorn;
    const accounts = Array.from({ length: ACCOUNTS }, (_, index) => `account${index}`);
    for (const account of accounts) await api.call("POST", "/v1/account", sendingAccount(account, 1));
    await api.call("POST", "/v1/settings", { webhooksEnabled: true, webhooks: url, webhookEvents: ["messageNew"] });
    await posthorn.stop();

    await publishEvents(posthorn.dataDir, accounts, EVENTS_EACH);
    await posthorn.start();
    const all = await receiver.ask({ count, withinMs: WITHIN_MS });
    const rate = all.count / ((all.lastAt - all.firstAt) / 1000);
    scope.say(`events to webhooks: ${perSecond(rate)} (${all.count} of ${count})`);

    await posthorn.api.call("PUT", "/v1/settings/queue/notify", { paused: true });
    await posthorn.stop();
    await publishEvents(posthorn.dataDir, accounts, EVENTS_EACH);
    await posthorn.start();
    const waiting = async () =>
      (await posthorn.api.call<{ jobs: { waiting: number } }>("GET", "/v1/settings/queue/notify")).jobs.waiting;
    for (const until = Date.now() + WITHIN_MS; (await waiting()) < count && Date.now() < until;)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await posthorn.api.call("PUT", "/v1/settings/queue/notify", { paused: false });
    const held = await receiver.ask({ count, withinMs: WITHIN_MS });
    const heldRate = held.count / ((held.lastAt - held.firstAt) / 1000);
    scope.say(`deliveries that wait: ${perSecond(heldRate)} (${held.count} of ${count})`);
    const row = (what: string, value: number): Row => ({
      what,
      ours: perSecond(value),
      bare: perSecond(bare.perSecond),
      ratio: times(value / bare.perSecond),
      budget: `≥ ${perSecond(BUDGET)}`,
      isMet: value >= BUDGET,
    });
    const rows = [
      row("webhooks delivered, ordered lanes, with fan-out", rate),
      row("webhooks delivered, ordered lanes", heldRate),
    ];
    for (const lanes of LANES_MEASURED) {
      const measured = await deliverInLanes(scope, receiver, lanes);
      const what = lanes === 1 ? "1 lane" : `${lanes} lanes`;
      rows.push({
        ...row(`webhooks delivered, ${what}, with fan-out`, measured.rate),
        ...(lanes === 1 && { budget: "", isMet: null }),
      });
      rows.push(rowOf(`memory meanwhile, at most, ${what}`, measured.memory));
      rows.push(rowOf(`delay of the event loop meanwhile, p99, ${what}`, measured.delay));
    }
    return rows;
  },
};

async function deliverInLanes(
  scope: Scope,
  receiver: Peer<Expect, Arrivals> & { ready: Arrivals },
  lanes: number,
): Promise<{ rate: number; memory: string; delay: string }> {
  const posthorn = await preparePosthorn(scope);
  await posthorn.start();
  const accounts = Array.from({ length: lanes }, (_, index) => `account${index}`);
  for (const account of accounts) await posthorn.api.call("POST", "/v1/account", sendingAccount(account, 1));
  const { url } = receiver.ready;
  await posthorn.api.call("POST", "/v1/settings", {
    webhooksEnabled: true,
    webhooks: url,
    webhookEvents: ["messageNew"],
  });
  await posthorn.stop();
  await publishEvents(posthorn.dataDir, accounts, EVENTS_OF_LANES / lanes);
  await posthorn.start();
  await eventLoopDelayMs(posthorn);
  const before = await residentBytes(posthorn.pid);
  const peak = await watchPeak(posthorn.pid);
  const { count, firstAt, lastAt } = await receiver.ask({ count: EVENTS_OF_LANES, withinMs: 2 * WITHIN_MS });
  const above = await peak();
  const delay = ms(await eventLoopDelayMs(posthorn));
  await posthorn.stop();
  const rate = count / ((lastAt - firstAt) / 1000);
  scope.say(`${lanes} lanes: ${perSecond(rate)} (${count} of ${EVENTS_OF_LANES})`);
  return { rate, memory: before === null || above === null ? "unknown" : megabytes(before + above), delay };
}
