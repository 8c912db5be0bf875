import { perSecond, times } from "./numbers.ts";
import { load } from "./load.ts";
import { startPeer } from "./peer.ts";
import type { Arrivals, Expect } from "./peers/receiver.ts";
import { preparePosthorn } from "./posthorn.ts";
import { publishEvents } from "./offline.ts";
import type { Benchmark } from "./row.ts";
import { sendingAccount } from "./small-mail.ts";

const ACCOUNTS = 50;
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
    `${LANES} connections that post the same body one after the other.`,
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
    const row = (what: string, value: number) => ({
      what,
      ours: perSecond(value),
      bare: perSecond(bare.perSecond),
      ratio: times(value / bare.perSecond),
      budget: `≥ ${perSecond(BUDGET)}`,
      isMet: value >= BUDGET,
    });
    return [
      row("webhooks delivered, ordered lanes, with fan-out", rate),
      row("webhooks delivered, ordered lanes", heldRate),
    ];
  },
};
