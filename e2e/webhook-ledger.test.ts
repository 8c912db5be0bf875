import type { LoggedEvent, LoggedEvents } from "@posthorn/contracts/event-log";
import { type ReceivedWebhook, startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ENGINES, install, type Installation } from "./installation.ts";
import { Random } from "./state-tracking/random.ts";

const ACCOUNTS = Array.from({ length: 8 }, (_, number) => `account-${number}`);
const EVENTS_EACH = 40;
/** PostgreSQL keeps the leases of a dead process until they run out, half a minute after each kill. */
const KILLS = { sqlite: 3, postgres: 1 };
/** Of all requests. */
const FAULTS = { refused: 0.08, reset: 0.05, unanswered: 0.02 };
const SEED = Number(process.env["POSTHORN_TEST_SEED"] ?? 20_261_126);
const PATIENCE_MS = 180_000;

/** Its receiver's path, and whether it has to keep the order of an account's events. */
const ENDPOINTS = [
  { path: "/in-order", isOrdered: true },
  { path: "/skipping", isOrdered: false },
];

describe.each(ENGINES)("a ledger of webhooks, on %s", (engine) => {
  let receiver: WebhookReceiver;
  let posthorn: Installation;
  beforeEach(async () => {
    [receiver, posthorn] = await Promise.all([
      startWebhookReceiver(),
      install(engine, { POSTHORN_LOG_LEVEL: "error", POSTHORN_WEBHOOK_TIMEOUT: "500ms" }),
    ]);
  });
  afterEach(async () => {
    await posthorn.remove();
    await receiver.close();
  });

  it(
    "misses nothing and keeps the order, whatever the receiver and the server go through",
    async () => {
      misbehave(receiver, new Random(SEED));
      await subscribe();
      let restart = Promise.resolve();
      let kills = 0;
      let caused = 0;
      const crash = async () => {
        await posthorn.kill();
        await posthorn.start();
      };
      /** Calls until there is an answer: a caller that was cut off does not know, and asks again. */
      async function insist<T>(...request: Parameters<Installation["call"]>): Promise<{ status: number; body: T }> {
        for (;;) {
          await restart;
          const answer = await posthorn.call<T>(...request).catch(() => null);
          if (answer !== null) return answer;
        }
      }
      await Promise.all(
        ACCOUNTS.map(async (account) => {
          for (let number = 0; number < EVENTS_EACH; number++) {
            const message = { to: [{ address: "bo@example.com" }], text: "-", sendAt: "2100-01-01T00:00:00.000Z" };
            const headers = { "idempotency-key": `${account} ${number}` };
            const submitted = await insist<{ queueId: string }>("POST", `/v1/account/${account}/submit`, message, {
              headers,
            });
            expect(submitted.status).toBe(200);
            const cancelled = await insist("DELETE", `/v1/outbox/${submitted.body.queueId}`);
            // When the answer to an earlier call was cut off, there is nothing left to cancel.
            expect([200, 404]).toContain(cancelled.status);
            const isTime = ++caused >= ((kills + 1) * ACCOUNTS.length * EVENTS_EACH) / (KILLS[engine] + 1);
            if (!isTime || kills >= KILLS[engine]) continue;
            kills++;
            restart = crash();
          }
        }),
      );
      await restart;

      const events = await loggedEvents();
      const messages = new Set(events.map(({ data }) => data["queueId"]));
      expect([events.length, messages.size]).toEqual(Array(2).fill(ACCOUNTS.length * EVENTS_EACH));
      await vi.waitFor(async () => expect(await deliveriesIn("delivered")).toBe(ENDPOINTS.length * events.length), {
        timeout: PATIENCE_MS,
        interval: 200,
      });
      expect(await Promise.all(["pending", "failed", "dropped"].map(deliveriesIn))).toEqual([0, 0, 0]);

      const counts = ENDPOINTS.map(({ path, isOrdered }) => {
        const received = receiver.received.filter(({ url }) => url === path);
        expect(lost(events, received), `lost at ${path}`).toEqual([]);
        expect(inconsistent(received), `repeated differently at ${path}`).toEqual([]);
        const unordered = early(events, received).length;
        expect(unordered === 0, `in order at ${path}`).toBe(isOrdered);
        const taken = received.filter(isTaken).length;
        return `${path.slice(1)}: ${received.length} requests, ${taken - events.length} events taken again, ${unordered} early`;
      });
      console.log(`${engine}: ${events.length} events, ${kills} kills, 0 lost; ${counts.join("; ")}`);
      expect(kills).toBe(KILLS[engine]);
    },
    PATIENCE_MS + 60_000,
  );

  async function subscribe(): Promise<void> {
    const call = async (path: string, body: object) =>
      expect((await posthorn.call("POST", path, body)).status).toBe(200);
    // Nothing is ever sent.
    const smtp = { host: "127.0.0.1", port: 1, secure: false };
    for (const account of ACCOUNTS)
      await call("/v1/account", { account, name: account, email: `${account}@example.org`, smtp });
    const [ordered, skipping] = ENDPOINTS.map(({ path }) => receiver.url + path);
    await call("/v1/settings", {
      webhooksEnabled: true,
      webhooks: ordered,
      webhookEvents: ["messageCancelled"],
      webhooksDeliveryAttempts: 100,
      webhooksRetryDelay: 100,
    });
    await call("/v1/webhooks/endpoint", {
      name: "Skipping",
      targetUrl: skipping,
      events: ["messageCancelled"],
      ordering: "skip",
    });
  }

  /** In the order in which they happened. */
  async function loggedEvents(): Promise<LoggedEvent[]> {
    const { body } = await posthorn.call<LoggedEvents>("GET", "/v1/events?limit=1000&types=messageCancelled");
    return body.events;
  }

  /** How many there are; all fit on a page. */
  async function deliveriesIn(state: string): Promise<number> {
    const path = `/v1/webhooks/deliveries?state=${state}&pageSize=1000`;
    return (await posthorn.call<{ deliveries: unknown[] }>("GET", path)).body.deliveries.length;
  }
});

function misbehave(receiver: WebhookReceiver, random: Random): void {
  const sometimes = (probability: number) => ({ matches: () => random.chance(probability) });
  receiver.script({ ...sometimes(FAULTS.refused), status: 500 });
  receiver.script({ ...sometimes(FAULTS.reset), fault: "reset" });
  receiver.script({ ...sometimes(FAULTS.unanswered), fault: "hang" });
}

const isTaken = ({ status }: ReceivedWebhook) => status === 200;
const eventIdOf = ({ headers }: ReceivedWebhook) => String(headers["x-ee-wh-event-id"]);

/** Ids of events that were never taken. */
function lost(events: readonly LoggedEvent[], received: readonly ReceivedWebhook[]): string[] {
  const taken = new Set(received.filter(isTaken).map(eventIdOf));
  return events.map(({ id }) => id).filter((id) => !taken.has(id));
}

/** Bodies that came with different ids, and ids that came with different bodies. */
function inconsistent(received: readonly ReceivedWebhook[]): string[] {
  const idsOf = new Map<string, string>();
  const bodyOf = new Map<string, string>();
  return received.flatMap((request) => {
    const body = request.rawBody.toString();
    const ids = `${eventIdOf(request)} ${String(request.headers["webhook-id"])}`;
    if (!idsOf.has(body)) idsOf.set(body, ids);
    if (!bodyOf.has(ids)) bodyOf.set(ids, body);
    return idsOf.get(body) === ids && bodyOf.get(ids) === body ? [] : [`${ids} ${body}`];
  });
}

/** Ids of events that came, whether they were taken or not, before all those of their account ahead of them were taken. */
function early(events: readonly LoggedEvent[], received: readonly ReceivedWebhook[]): string[] {
  const places = new Map<string, { account: string; place: number }>();
  const counts = new Map<string, number>();
  for (const { id, account } of events) {
    const place = counts.get(account ?? "") ?? 0;
    places.set(id, { account: account ?? "", place });
    counts.set(account ?? "", place + 1);
  }
  /** How many of each account's were taken, without a gap. */
  const taken = new Map<string, number>();
  const found = new Set<string>();
  for (const request of received) {
    const id = eventIdOf(request);
    const { account, place } = places.get(id) ?? { account: "", place: 0 };
    const before = taken.get(account) ?? 0;
    if (place > before) found.add(id);
    else if (place === before && isTaken(request)) taken.set(account, place + 1);
  }
  return [...found];
}
