import type { EventEnvelope } from "@posthorn/contracts/events";
import { type EventFilter, eventFilter } from "../../core/event-filter.ts";
import { DEFAULT_ENDPOINT, type WebhookEndpoint } from "../../core/webhook-endpoint.ts";
import type { AccountSettings } from "../../storage/accounts.ts";
import type { KnownEndpoints } from "../../storage/known-endpoints.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import type { EndpointHealth } from "./endpoint-health.ts";

/** Where a delivery goes, and with what. */
export interface Target {
  url: string;
  headers: { key: string; value?: string }[];
  endpoint: WebhookEndpoint;
  /** The account whose own address it is; else an empty text. */
  ownerOfUrl: string;
}

/** Why an event is not delivered, in the documented order of the gates. */
export type Drop =
  | "eventGone"
  | "accountGone"
  | "webhooksDisabled"
  | "endpointGone"
  | "endpointDisabled"
  | "noTarget"
  | "targetGone"
  | "eventNotSelected"
  | "notInInbox"
  | "accountNotSelected"
  | "filtered"
  | "filterFailed"
  | "mapFailed";

type Account = Pick<AccountSettings, "webhooks" | "webhooksCustomHeaders">;

/** An event as the gates see it. Few of them look into the body, so it is parsed only for those. */
export interface GatedEvent {
  name: string;
  account: string | null;
  body(): EventEnvelope;
  /** Somebody asked for this very event: the events that an endpoint has selected don't count. */
  isReplayed?: boolean;
}

export interface Gates {
  settings: SettingsStore;
  endpoints: KnownEndpoints;
  health: EndpointHealth;
}

/**
 * Where an event goes that an endpoint gets, by the settings of now, or the reason for a drop. Asked when the event is
 * fanned out and again at each attempt, since settings may have changed meanwhile.
 */
export function resolveTarget(
  gates: Gates,
  endpointId: string,
  account: Account | undefined,
  event: GatedEvent,
): Target | Drop {
  if (account === undefined && event.account !== null && event.name !== "accountDeleted") return "accountGone";
  if (gates.settings.get("webhooksEnabled") !== true) return "webhooksDisabled";
  const endpoint = endpointId === DEFAULT_ENDPOINT ? gates.endpoints.default : gates.endpoints.of(endpointId);
  if (endpoint === undefined) return "endpointGone";
  if (!endpoint.enabled) return "endpointDisabled";
  return endpointId === DEFAULT_ENDPOINT ? defaultTarget(gates, endpoint, account, event) : ownTarget(endpoint);
}

function ownTarget(endpoint: WebhookEndpoint): Target | Drop {
  if (endpoint.targetUrl === "") return "noTarget";
  return { url: endpoint.targetUrl, headers: endpoint.customHeaders, endpoint, ownerOfUrl: "" };
}

function defaultTarget(
  { settings, health }: Gates,
  endpoint: WebhookEndpoint,
  account: Account | undefined,
  event: GatedEvent,
): Target | Drop {
  const url = account?.webhooks || settings.get("webhooks");
  if (!url) return "noTarget";
  const ownerOfUrl = account?.webhooks ? (event.account ?? "") : "";
  if (health.isGone(DEFAULT_ENDPOINT, ownerOfUrl, url)) return "targetGone";
  const target = { url, headers: headersOf(settings, account), endpoint, ownerOfUrl };
  if (event.isReplayed) return target;
  const selected = settings.get("webhookEvents") ?? [];
  if (!selected.includes("*") && !selected.includes(event.name)) return "eventNotSelected";
  if (event.name === "messageNew" && settings.get("inboxNewOnly") === true && !isInInbox(event.body()))
    return "notInInbox";
  return target;
}

/** Why an endpoint doesn't want an event, by what it says itself; null when it does. */
export function refusalOf(endpoint: WebhookEndpoint, event: GatedEvent): Drop | null {
  const { events, accounts, filter } = wishesOf(endpoint);
  if (events !== null && !event.isReplayed && !events.has("*") && !events.has(event.name)) return "eventNotSelected";
  if (accounts !== null && (event.account === null || !accounts.has(event.account))) return "accountNotSelected";
  return filter === null || filter(event.body()) ? null : "filtered";
}

interface Wishes {
  events: ReadonlySet<string> | null;
  accounts: ReadonlySet<string> | null;
  filter: EventFilter | null;
}

/** Made once for each version of an endpoint, since every event asks. */
const wishes = new WeakMap<WebhookEndpoint, Wishes>();

function wishesOf(endpoint: WebhookEndpoint): Wishes {
  let known = wishes.get(endpoint);
  if (known === undefined) {
    known = {
      events: endpoint.events && new Set(endpoint.events),
      accounts: endpoint.accounts && new Set(endpoint.accounts),
      filter: endpoint.filter && eventFilter(endpoint.filter),
    };
    wishes.set(endpoint, known);
  }
  return known;
}

/**
 * The account's own address gets the account's headers only; the global one gets both, and the
 * account's win.
 */
function headersOf(settings: SettingsStore, account: Account | undefined): Target["headers"] {
  const own = account?.webhooksCustomHeaders ?? [];
  if (account?.webhooks) return own;
  const names = new Set(own.map(({ key }) => key.toLowerCase()));
  const global = settings.get("webhooksCustomHeaders") ?? [];
  return [...global.filter(({ key }) => !names.has(key.toLowerCase())), ...own];
}

function isInInbox({ path, specialUse, data }: EventEnvelope): boolean {
  const { messageSpecialUse, labels } = data as { messageSpecialUse?: string; labels?: string[] };
  return (
    path === "INBOX" ||
    specialUse === "\\Inbox" ||
    messageSpecialUse === "\\Inbox" ||
    labels?.includes("\\Inbox") === true
  );
}
