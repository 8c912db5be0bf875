import type { LoggedEvents } from "@posthorn/contracts/event-log";
import type { WebhookEndpointEntry } from "@posthorn/contracts/webhook-endpoints";
import type { WebhookDelivery } from "@posthorn/contracts/webhook-log";
import { startWebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { expect, vi } from "vitest";
import type { Installation } from "../installation.ts";
import type { KnownThings, WebhookKind } from "./known-things.ts";

/** Every event goes to each of them. */
const MOST_ENDPOINTS = 8;
/** So many of each end are there to be asked for. */
const FEWEST_DELIVERIES = 3;
/** So many of each end are watched. */
const WATCHED = 10;

/** What is told to whom: endpoints whose receiver takes everything or nothing, what came of it, and the log of events. */
export interface WebhookWorld {
  /** Addresses of a receiver that takes what it gets, and refuses it. */
  readonly targets: readonly string[];
  /** Brings back what earlier calls took away, and tells what is there now. */
  tend(): Promise<void>;
  /** What calls could change, and nothing else does. */
  snapshot(): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** With `accounts` that stay, the first of which has an address of its own. */
export async function createWebhookWorld(
  { call }: Installation,
  known: KnownThings,
  accounts: readonly [string, ...string[]],
): Promise<WebhookWorld> {
  const receiver = await startWebhookReceiver();
  receiver.script({ matches: ({ url }) => url.startsWith("/refuses"), status: 500, body: "Not today" });
  const [takes, refuses] = [`${receiver.url}/takes`, `${receiver.url}/refuses`];
  const withOwnAddress = `account:${accounts[0]}`;
  let watched: string[] = [];

  async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await call<T>(method, path, body);
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  const endpoints = async () =>
    (await ask<{ endpoints: WebhookEndpointEntry[] }>("GET", "/v1/webhooks/endpoints?pageSize=1000")).endpoints;
  const deliveries = async (state: string) =>
    (await ask<{ deliveries: WebhookDelivery[] }>("GET", `/v1/webhooks/deliveries?pageSize=100&state=${state}`))
      .deliveries;

  function knowOnly(kind: WebhookKind, things: readonly string[]): void {
    known.clear("", kind);
    for (const thing of things) known.add("", kind, thing);
  }

  /** A new one with a function, that has had the first events already. */
  async function addEndpoint(name: string, targetUrl: string, retry: object = { attempts: 1 }): Promise<void> {
    const { id } = await ask<{ id: string }>("POST", "/v1/webhooks/endpoint", {
      name,
      targetUrl,
      retry,
      fn: "return true;",
    });
    await ask("POST", `/v1/webhooks/endpoint/${id}/replay`, {
      accounts,
      events: ["accountAdded", "accountInitialized"],
    });
  }

  async function restore(): Promise<void> {
    await ask("PUT", "/v1/webhooks/endpoint/default", { enabled: true, targetUrl: takes, ...UNRESTRICTED });
    await ask("PUT", `/v1/account/${accounts[0]}`, { webhooks: takes });
    const own = (await endpoints()).filter(({ id }) => id !== "default");
    for (const { id } of own.slice(MOST_ENDPOINTS)) await ask("DELETE", `/v1/webhooks/endpoint/${id}`);
    await addEndpoint("Takes", takes);
    await addEndpoint("Refuses", refuses);
    await addEndpoint("Waits", refuses, { attempts: 5, delay: 3_600_000 });
  }

  const reached = { serviceUrl: "https://mail.example.com" };
  await ask("POST", "/v1/settings", { ...reached, webhooksEnabled: true, webhooks: takes, webhookEvents: ["*"] });

  return {
    targets: [takes, refuses],
    async tend() {
      await restore();
      const [delivered, failed, putOff] = await vi.waitFor(
        async () => {
          const [took, refused, pending] = await Promise.all(["delivered", "failed", "pending"].map(deliveries));
          for (const one of [took, refused]) expect(one?.length).toBeGreaterThanOrEqual(FEWEST_DELIVERIES);
          const tried = pending?.filter(({ attemptsMade }) => attemptsMade > 0) ?? [];
          expect(tried.length).toBeGreaterThan(0);
          return [took ?? [], refused ?? [], tried] as const;
        },
        { timeout: 30_000, interval: 50 },
      );
      const idsOf = (things: readonly { id: string }[]) => things.map(({ id }) => id);
      const all = idsOf(await endpoints());
      const { events } = await ask<LoggedEvents>("GET", "/v1/events?limit=200");
      const { replays } = await ask<{ replays: { id: string }[] }>("GET", "/v1/webhooks/replays");
      knowOnly("endpoint", [...all, withOwnAddress]);
      knowOnly(
        "route",
        all.filter((id) => id !== "default"),
      );
      knowOnly("failedDelivery", idsOf(failed));
      knowOnly("delivery", idsOf([...delivered, ...failed]));
      knowOnly("putOffDelivery", idsOf(putOff));
      knowOnly("replay", idsOf(replays));
      knowOnly("event", idsOf(events));
      knowOnly("eventName", [...new Set(events.map(({ event }) => event)), "*"]);
      knowOnly(
        "eventCursor",
        events.map(({ cursor }) => cursor),
      );
      watched = [...idsOf(delivered.slice(0, WATCHED)), ...idsOf(failed.slice(0, WATCHED))];
    },
    async snapshot() {
      const one = await ask<WebhookEndpointEntry>("GET", `/v1/webhooks/endpoint/${withOwnAddress}`);
      const { cursor } = await ask<LoggedEvents>("GET", "/v1/events?after=now");
      const { total } = await ask<{ total: number }>("GET", "/v1/webhooks/replays");
      const found: WebhookDelivery[] = [];
      for (const id of watched) found.push(await ask("GET", `/v1/webhooks/delivery/${id}`));
      return {
        endpoints: [...(await endpoints()), one].map((endpoint) => ({ ...endpoint, ...PASSING })),
        eventLog: cursor.split("_")[0],
        replays: total,
        deliveries: found.map(({ id, state, attemptsMade, finished }) => [id, state, attemptsMade, finished]),
      };
    },
    close: () => receiver.close(),
  };
}

/** What of an endpoint changes by itself, in place of its values. */
const PASSING = { tcount: null, failing: null, secrets: null };

/** An endpoint that is told everything at once. */
const UNRESTRICTED = {
  events: null,
  accounts: null,
  filter: null,
  fn: null,
  map: null,
  maxConcurrent: null,
  maxPerMinute: null,
  retry: null,
  paused: false,
};
