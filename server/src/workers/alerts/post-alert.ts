import type { Locale } from "@posthorn/contracts/locales";
import type { AlertTelling, StoredAlertTarget } from "../../core/alert-rule.ts";
import { alertText, chatBody } from "../../core/alert-text.ts";
import { keyOfSecret, signatureHeaders, takeCredentials } from "../webhook-delivery/request-headers.ts";
import { type Outcome, type PostDeps, postWebhook } from "../webhook-delivery/post-webhook.ts";

export interface PostAlertDeps extends PostDeps {
  userAgent: string;
}

export type PostedTarget = Exclude<StoredAlertTarget, { email: unknown }>;

/** Sends what is told to a webhook, signed, or to a chat; one attempt. Does not reject: whatever happens is an outcome. */
export function postAlert(
  deps: PostAlertDeps,
  target: PostedTarget,
  telling: AlertTelling,
  locale: Locale,
  signal: AbortSignal,
): Promise<Outcome> {
  const written = "webhook" in target ? target.webhook.url : target.chat.url;
  const url = new URL(written);
  const body = JSON.stringify(
    "webhook" in target
      ? { ...telling, text: alertText(telling, locale) }
      : chatBody(target.chat.format, telling, locale),
  );
  const headers = {
    "content-type": "application/json",
    "user-agent": deps.userAgent,
    ...takeCredentials(url, written),
    ...("webhook" in target &&
      signatureHeaders(telling.id, [keyOfSecret(target.webhook.secret)], { body, now: deps.now() })),
  };
  return postWebhook(deps, { url: url.href, headers, body }, signal);
}
