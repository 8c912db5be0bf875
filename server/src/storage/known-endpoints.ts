import { DEFAULT_ENDPOINT, NEW_ENDPOINT, type WebhookEndpoint } from "../core/webhook-endpoint.ts";
import type { Storage } from "./storage.ts";
import { ENDPOINTS_TOPIC, endpointVersions, listEndpoints } from "./webhook-endpoints.ts";

/**
 * The webhook endpoints, in memory: every event asks. A change counts from its commit on in this
 * process; that of another one is known when its hint arrives, at the latest with the next `refresh`.
 */
export interface KnownEndpoints {
  readonly all: readonly WebhookEndpoint[];
  of(id: string): WebhookEndpoint | undefined;
  /** Without address, headers and events, which the settings have. */
  readonly default: WebhookEndpoint;
  refresh(): Promise<void>;
  close(): void;
}

export async function openEndpoints(storage: Storage, onFault: (error: unknown) => void): Promise<KnownEndpoints> {
  let all: WebhookEndpoint[] = [];
  let byId = new Map<string, WebhookEndpoint>();
  let seen = "";
  let looking: Promise<void> | null = null;
  let isStale = false;

  /** One look at a time; a change during a look is looked for again. Opening what is sealed takes time, so only for news. */
  async function look(): Promise<void> {
    do {
      isStale = false;
      const versions = await endpointVersions(storage);
      if (versions === seen) continue;
      all = await listEndpoints(storage);
      byId = new Map(all.map((endpoint) => [endpoint.id, endpoint]));
      seen = versions;
    } while (isStale);
  }
  const refresh = () => {
    isStale = true;
    return (looking ??= look().finally(() => (looking = null)));
  };

  await refresh();
  const stopListening = storage.onHint((topic) => {
    if (topic === ENDPOINTS_TOPIC) refresh().catch(onFault);
  });
  return {
    get all() {
      return all;
    },
    of: (id) => byId.get(id),
    get default() {
      return (
        byId.get(DEFAULT_ENDPOINT) ?? {
          ...NEW_ENDPOINT,
          id: DEFAULT_ENDPOINT,
          enabled: true,
          stopped: null,
          tcount: 0,
          v: 1,
          createdAt: 0,
          updatedAt: null,
        }
      );
    },
    refresh,
    close: stopListening,
  };
}
