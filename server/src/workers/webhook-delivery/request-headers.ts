import { createHmac } from "node:crypto";
import type { Target } from "./endpoint.ts";

export interface HeaderFacts {
  deliveryId: string;
  eventId: string;
  attemptsMade: number;
  queuedAt: number;
  body: string;
  userAgent: string;
  secret: string;
  now: number;
}

/** Names that custom headers can't take over. */
const PROTECTED = new Set([
  "content-length",
  "x-ee-wh-event-id",
  "x-ee-wh-signature",
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
 * (https://www.standardwebhooks.com). Both are keyed with the setting `serviceSecret`.
 */
export function requestHeaders(target: Target, facts: HeaderFacts): { url: string; headers: Record<string, string> } {
  const url = new URL(target.url);
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "user-agent": facts.userAgent,
    "x-ee-wh-id": facts.deliveryId,
    "x-ee-wh-attempts-made": String(facts.attemptsMade),
    "x-ee-wh-queued-time": `${Math.max(0, Math.floor((facts.now - facts.queuedAt) / 1000))}s`,
  };
  if (url.username !== "" || url.password !== "") {
    headers["authorization"] = `Basic ${Buffer.from(credentialsOf(target.url)).toString("base64")}`;
    url.username = "";
    url.password = "";
  }
  for (const { key, value } of target.headers) {
    const name = key.trim().toLowerCase();
    if (!HEADER_NAME.test(name) || PROTECTED.has(name) || NOT_ALLOWED.has(name)) continue;
    headers[name] = (value ?? "").replace(/[\r\n\0]/g, " ").replace(/[^\x20-\x7e\x80-\xff\t]/g, "?");
  }
  headers["x-ee-wh-event-id"] = facts.eventId;
  headers["x-ee-wh-signature"] = createHmac("sha256", facts.secret).update(facts.body).digest("base64url");
  const timestamp = String(Math.floor(facts.now / 1000));
  const signature = createHmac("sha256", facts.secret).update(`${facts.deliveryId}.${timestamp}.`).update(facts.body);
  headers["webhook-id"] = facts.deliveryId;
  headers["webhook-timestamp"] = timestamp;
  headers["webhook-signature"] = `v1,${signature.digest("base64")}`;
  return { url: url.href, headers };
}
