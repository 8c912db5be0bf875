import { createHmac } from "node:crypto";
import { DEFAULT_ENDPOINT, type EndpointSecret, type WebhookEndpoint } from "../../core/webhook-endpoint.ts";

/** What a request says of the place that it goes to. */
export interface RequestTarget {
  url: string;
  headers: { key: string; value?: string }[];
  endpoint: Pick<WebhookEndpoint, "id" | "secrets">;
}

export interface HeaderFacts {
  deliveryId: string;
  eventId: string;
  /** The number of the event in the log; grows with every event. */
  seq?: number;
  attemptsMade: number;
  queuedAt: number;
  body: string;
  userAgent: string;
  /** The setting `serviceSecret`. */
  secret: string;
  now: number;
}

/** Names that custom headers can't take over. */
const PROTECTED = new Set([
  "content-length",
  "x-ee-wh-event-id",
  "x-ee-wh-signature",
  "x-posthorn-sequence",
  "webhook-id",
  "webhook-timestamp",
  "webhook-signature",
]);
/** Headers that belong to the connection, not to a message. */
const NOT_ALLOWED = new Set([
  "connection",
  "transfer-encoding",
  "upgrade",
  "keep-alive",
  "expect",
  "te",
  "trailer",
  "host",
]);
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** `user:pass` of a URL, taken as it is written there: it need not be percent-encoded. */
function credentialsOf(url: string): string {
  const [, credentials = ""] = /^[a-z]+:\/\/([^/?#]*)@/i.exec(url.trim()) ?? [];
  return credentials.includes(":") ? credentials : `${credentials}:`;
}

/**
 * EmailEngine's webhook headers and signature, and those of Standard Webhooks
 * (https://www.standardwebhooks.com). The first is keyed with the setting `serviceSecret`, the others with the secrets of
 * the endpoint, each that is live, or with that setting where it has none.
 */
export function requestHeaders(
  target: RequestTarget,
  facts: HeaderFacts,
): { url: string; headers: Record<string, string> } {
  const url = new URL(target.url);
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "user-agent": facts.userAgent,
    "x-ee-wh-id": facts.deliveryId,
    "x-ee-wh-attempts-made": String(facts.attemptsMade),
    "x-ee-wh-queued-time": `${Math.max(0, Math.floor((facts.now - facts.queuedAt) / 1000))}s`,
  };
  Object.assign(headers, takeCredentials(url, target.url));
  for (const { key, value } of target.headers) {
    const name = key.trim().toLowerCase();
    if (!HEADER_NAME.test(name) || PROTECTED.has(name) || NOT_ALLOWED.has(name)) continue;
    headers[name] = (value ?? "").replace(/[\r\n\0]/g, " ").replace(/[^\x20-\x7e\x80-\xff\t]/g, "?");
  }
  const { id, secrets } = target.endpoint;
  if (id !== DEFAULT_ENDPOINT) headers["x-ee-wh-custom-route"] = id;
  headers["x-ee-wh-event-id"] = facts.eventId;
  if (facts.seq !== undefined) headers["x-posthorn-sequence"] = String(facts.seq);
  headers["x-ee-wh-signature"] = createHmac("sha256", facts.secret).update(facts.body).digest("base64url");
  // The same for every request about the event to this endpoint, a replay's too.
  const webhookId = id === DEFAULT_ENDPOINT ? facts.eventId : `${facts.eventId}-${id}`;
  Object.assign(headers, signatureHeaders(webhookId, signingKeys(secrets, facts), facts));
  return { url: url.href, headers };
}

/** The headers of Standard Webhooks, with a signature by each of the keys. */
export function signatureHeaders(
  id: string,
  keys: readonly Buffer[],
  { body, now }: Pick<HeaderFacts, "body" | "now">,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const signatures = keys.map((key) => {
    const signature = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body);
    return `v1,${signature.digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}

/** The key of a secret of Standard Webhooks. */
export const keyOfSecret = (secret: string): Buffer => Buffer.from(secret.slice("whsec_".length), "base64");

/** Takes the user and password out of `url`, which is `written` so, and answers the header that has them. */
export function takeCredentials(url: URL, written: string): Record<string, string> {
  if (url.username === "" && url.password === "") return {};
  url.username = "";
  url.password = "";
  return { authorization: `Basic ${Buffer.from(credentialsOf(written)).toString("base64")}` };
}

function signingKeys(secrets: readonly EndpointSecret[], { secret, now }: HeaderFacts): Buffer[] {
  const live = secrets.filter(({ until }) => until === null || until > now);
  if (live.length === 0) return [Buffer.from(secret)];
  return live.map((one) => keyOfSecret(one.secret));
}
