import { randomBytesPooled } from "./random-bytes.ts";

/** The endpoint behind the settings `webhooks` and the accounts' own `webhooks`. */
export const DEFAULT_ENDPOINT = "default";

/** Says in an id that the endpoint is an account's own webhook address, as its account has it. */
const ACCOUNT_PREFIX = "account:";

export const accountEndpoint = (account: string) => ACCOUNT_PREFIX + account;

/** The account whose own address an endpoint's id names, or null. */
export const accountOfEndpoint = (id: string) =>
  id.startsWith(ACCOUNT_PREFIX) ? id.slice(ACCOUNT_PREFIX.length) : null;

/** What an operator says of an endpoint. What is null is not restricted, or decided by settings. */
export interface EndpointConfig {
  name: string;
  description: string;
  /** Empty: nothing is delivered. */
  targetUrl: string;
  customHeaders: { key: string; value?: string }[];
  /** Names of events. */
  events: readonly string[] | null;
  accounts: readonly string[] | null;
  /** A query over the webhook body; see `eventMatches`. */
  filter: Record<string, unknown> | null;
  /** Source of a function whose truthy result lets an event pass. */
  fn: string | null;
  /** Source of a function whose result is sent in place of the event. */
  map: string | null;
  /** Rather send nothing than the event as it is when `map` fails. */
  dropOnMapError: boolean;
  payload: PayloadProfile | null;
  /** Deliveries are made and wait. */
  paused: boolean;
  /** What waits behind a delivery that failed: everything of its account, or nothing. */
  ordering: "block" | "skip";
  /** Requests at once. */
  maxConcurrent: number | null;
  maxPerMinute: number | null;
  retry: RetryRules | null;
  /** Keys of the Standard Webhooks signature, newest first; none: the setting `serviceSecret`. */
  secrets: readonly EndpointSecret[];
}

/** How much of an event goes to an endpoint. It only takes away from what the log holds. */
export interface PayloadProfile {
  /** Whether texts come along. */
  text?: boolean;
  /** Characters of each text. */
  textSize?: number;
  /** Names of message headers in any case; `*` is all. */
  headers?: readonly string[];
  /** Whether the content of attachments and calendar files comes along. */
  attachments?: boolean;
  /** Bytes of the whole body. What is too large loses files first, then texts, then headers. */
  maxSize?: number;
}

export interface RetryRules {
  /** Attempts in all, the first included. */
  attempts?: number;
  /** Milliseconds before the second attempt; doubles from then on. */
  delay?: number;
  /** Seconds after the first attempt at which a delivery is given up. */
  maxAge?: number;
}

export interface EndpointSecret {
  /** `whsec_` and the key in base64. */
  secret: string;
  /** When it stops to sign (epoch ms); null while it is the newest. */
  until: number | null;
}

/** Why an endpoint gets nothing although it is wanted. */
export interface EndpointStop {
  /** The receiver answered 410: nobody will ever listen there again. */
  reason: "gone";
  /** The address as it was told, credentials masked. */
  url: string;
  at: number;
}

export interface WebhookEndpoint extends EndpointConfig {
  id: string;
  enabled: boolean;
  stopped: EndpointStop | null;
  /** Deliveries that were made for it. */
  tcount: number;
  /** Counts its changes. */
  v: number;
  createdAt: number;
  updatedAt: number | null;
}

export const NEW_ENDPOINT: EndpointConfig = {
  name: "",
  description: "",
  targetUrl: "",
  customHeaders: [],
  events: null,
  accounts: null,
  filter: null,
  fn: null,
  map: null,
  dropOnMapError: false,
  payload: null,
  paused: false,
  ordering: "block",
  maxConcurrent: null,
  maxPerMinute: null,
  retry: null,
  secrets: [],
};

/** An id for an endpoint: base64url of its time and something to tell those of one millisecond apart, 16 characters. */
export function newEndpointId(now: number): string {
  const bytes = Buffer.alloc(12);
  bytes.writeBigUInt64BE(BigInt(now));
  randomBytesPooled(4).copy(bytes, 8);
  return bytes.toString("base64url");
}

/** What came of a request that was made to try an endpoint. */
export interface WebhookTrial {
  success: boolean;
  /** Credentials masked. */
  target: string;
  durationMs: number;
  statusCode?: number;
  /** The beginning of the answer. */
  response?: string;
  error?: string;
  code?: string;
}

/** Sends one signed request at once, past the queue; nothing of it is recorded. */
export type TryWebhook = (
  call: {
    url: string;
    customHeaders: EndpointConfig["customHeaders"];
    secrets: readonly EndpointSecret[];
    /** JSON. */
    body: string;
  },
  signal: AbortSignal,
) => Promise<WebhookTrial>;

/** Deliveries of one lane are made in order. */
export const deliveryLane = (endpoint: string, account: string | null) => `${endpoint} ${account ?? ""}`;

const ENDPOINT_SHARE = "endpoint ";

/** Whom a delivery burdens: the host that it goes to, or the endpoint, where that says how many requests it bears. */
export function deliveryShare(endpoint: WebhookEndpoint | undefined, url: string | null): string {
  if (endpoint !== undefined && endpoint.maxConcurrent !== null) return ENDPOINT_SHARE + endpoint.id;
  return url !== null && URL.canParse(url) ? new URL(url).host : "";
}

/** The endpoint of a share, if it is one's. */
export const endpointOfShare = (share: string) =>
  share.startsWith(ENDPOINT_SHARE) ? share.slice(ENDPOINT_SHARE.length) : null;
