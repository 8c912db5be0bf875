import { maskUrl } from "../../core/mask.ts";
import { accountEndpoint, accountOfEndpoint, DEFAULT_ENDPOINT } from "../../core/webhook-endpoint.ts";
import type { EventLog, NewEvent } from "../../events/event-log.ts";
import type { KnownEndpoints } from "../../storage/known-endpoints.ts";
import type { Db, Storage } from "../../storage/storage.ts";
import {
  clearWebhookHealth,
  forgottenEndpoint,
  listWebhookHealth,
  noteWebhookAlert,
  noteWebhookFailures,
  type WebhookErrorFlag,
  type WebhookHealth,
} from "../../storage/webhook-health.ts";

/**
 * Which endpoints fail, and since when. What attempts say is kept in memory and written a moment later, so that the
 * deliveries of a dead endpoint don't wait for its one row; what other processes found is known with the next `refresh`.
 * An endpoint that fails for long is told once as `webhookFailing`, and when it works again as `webhookRecovered`.
 */
export interface EndpointHealth {
  failed(endpoint: string, ownerOfUrl: string, error: WebhookErrorFlag): void;
  succeeded(endpoint: string, ownerOfUrl: string): void;
  /** Whether the address answered 410 Gone, and nobody said since that it is there again. */
  isGone(endpoint: string, ownerOfUrl: string, url: string): boolean;
  flush(): Promise<void>;
  refresh(): Promise<void>;
  close(): void;
}

interface Found {
  endpoint: string;
  account: string;
  /** Null after a success. */
  error: WebhookErrorFlag | null;
  failures: number;
  since: number;
}

export interface EndpointHealthOptions {
  storage: Storage;
  events: EventLog;
  endpoints: KnownEndpoints;
  /** How long an endpoint fails before it is told (ms); 0 never tells. */
  alertAfterMs(): number;
  now(): number;
}

const keyOf = (endpoint: string, account: string) => `${endpoint} ${account}`;

export function createEndpointHealth(options: EndpointHealthOptions): EndpointHealth {
  const { storage, events, endpoints } = options;
  let known = new Map<string, Pick<WebhookHealth, "error">>();
  let found = new Map<string, Found>();

  const stopListening = storage.onHint((topic) => {
    const endpoint = forgottenEndpoint(topic);
    if (endpoint === null) return;
    for (const keys of [known, found])
      for (const key of keys.keys()) if (key.startsWith(keyOf(endpoint, ""))) keys.delete(key);
  });

  async function write(tx: Db, { endpoint, account, error, failures, since }: Found): Promise<void> {
    const now = options.now();
    if (error === null) {
      const before = await clearWebhookHealth(tx, { endpoint, account });
      if (before?.toldAt) await events.publish(tx, [alert("webhookRecovered", before)], now);
      return;
    }
    const health = await noteWebhookFailures(tx, { endpoint, account, error, failures, failingSince: since });
    const alertAfterMs = options.alertAfterMs();
    if (health.toldAt !== null || alertAfterMs === 0 || now - health.failingSince < alertAfterMs) return;
    await noteWebhookAlert(tx, health, now);
    await events.publish(tx, [alert("webhookFailing", health)], now);
  }

  function alert(name: "webhookFailing" | "webhookRecovered", health: WebhookHealth): NewEvent {
    const { endpoint, account, error, failures, failingSince } = health;
    const id = account === "" ? endpoint : accountEndpoint(account);
    return {
      name,
      account: null,
      data: {
        endpoint: id,
        name: endpoints.of(endpoint)?.name || id,
        since: new Date(failingSince).toISOString(),
        failures,
        error,
      },
    };
  }

  return {
    failed(endpoint, account, error) {
      const key = keyOf(endpoint, account);
      const before = found.get(key);
      const isFirst = before === undefined || before.error === null;
      found.set(key, {
        endpoint,
        account,
        error,
        failures: isFirst ? 1 : before.failures + 1,
        since: isFirst ? error.time : before.since,
      });
      known.set(key, { error });
    },
    succeeded(endpoint, account) {
      const key = keyOf(endpoint, account);
      if (!known.delete(key)) return;
      found.set(key, { endpoint, account, error: null, failures: 0, since: 0 });
    },
    isGone(endpoint, account, url) {
      const error = known.get(keyOf(endpoint, account))?.error;
      return error?.statusCode === 410 && error.url === maskUrl(url);
    },
    async flush() {
      if (found.size === 0) return;
      const written = found;
      found = new Map();
      try {
        await storage.transaction(async (tx) => {
          for (const one of written.values()) await write(tx, one);
        });
      } catch (error) {
        // Newer findings stand.
        found = new Map([...written, ...found]);
        throw error;
      }
    },
    async refresh() {
      const stored = new Map((await listWebhookHealth(storage)).map((one) => [keyOf(one.endpoint, one.account), one]));
      for (const [key, { error }] of found) {
        if (error === null) stored.delete(key);
        else stored.set(key, { ...(stored.get(key) as WebhookHealth), error });
      }
      known = stored;
    },
    close: stopListening,
  };
}

/** Whether an event tells of this very endpoint: it is not told to it. */
export const isAbout = (endpoint: string, { event, data }: { event: string; data: unknown }): boolean => {
  if (!event.startsWith("webhook")) return false;
  const { endpoint: id } = data as { endpoint?: string };
  return id === endpoint || (endpoint === DEFAULT_ENDPOINT && id !== undefined && accountOfEndpoint(id) !== null);
};
