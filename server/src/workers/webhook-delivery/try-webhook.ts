import { randomUUID } from "node:crypto";
import { maskUrl } from "../../core/mask.ts";
import { timeSortedId } from "../../core/ids.ts";
import { DEFAULT_ENDPOINT, type TryWebhook } from "../../core/webhook-endpoint.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import { type PostDeps, postWebhook } from "./post-webhook.ts";
import { requestHeaders } from "./request-headers.ts";

/** Requests as deliveries are made, for whoever wants to see what comes of one. */
export function createTryWebhook(deps: PostDeps & { settings: SettingsStore; userAgent: string }): TryWebhook {
  return async ({ url, customHeaders, secrets, body }, signal) => {
    const now = deps.now();
    const request = requestHeaders(
      { url, headers: customHeaders, endpoint: { id: DEFAULT_ENDPOINT, secrets } },
      {
        deliveryId: timeSortedId(now),
        eventId: randomUUID(),
        attemptsMade: 0,
        queuedAt: now,
        body,
        userAgent: deps.userAgent,
        secret: deps.settings.get("serviceSecret") ?? "",
        now,
      },
    );
    const { error, statusCode, responseStart, durationMs } = await postWebhook(deps, { ...request, body }, signal);
    return {
      success: error === null,
      target: maskUrl(url),
      durationMs,
      ...(statusCode !== null && { statusCode }),
      ...(responseStart && { response: responseStart }),
      ...(error && { error: error.message, ...(error.code !== undefined && { code: error.code }) }),
    };
  };
}
