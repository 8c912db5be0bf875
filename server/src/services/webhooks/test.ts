import { randomBytes } from "node:crypto";
import {
  testWebhook as testAnyPromise,
  testWebhookEndpoint as testPromise,
} from "@posthorn/contracts/webhook-endpoints";
import { PosthornError } from "../../core/errors.ts";
import { MASK } from "../../core/mask.ts";
import type { WebhookTrial } from "../../core/webhook-endpoint.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";
import { refusePrivilegedFields } from "./endpoint-of-input.ts";
import { requireEndpoint } from "./find-endpoint.ts";

/** Longer ones don't come from a person who tries something. */
const MOST_BODY = 1024 * 1024;

export const testWebhookEndpoint = verb(testPromise, async (ctx, { params, body }, { signal }) => {
  const { endpoint } = await requireEndpoint(ctx, ctx.storage, params.endpoint);
  if (endpoint.targetUrl === "")
    throw new PosthornError("conflict", "The endpoint has no address to send a test to", { code: "NoTarget" });
  return trialView(
    await ctx.tryWebhook(
      {
        url: endpoint.targetUrl,
        customHeaders: endpoint.customHeaders,
        secrets: endpoint.secrets,
        body: testBody(ctx, body.payload),
      },
      signal,
    ),
  );
});

export const testWebhook = verb(testAnyPromise, async (ctx, { body }, { admission, signal }) => {
  const { targetUrl, customHeaders = [], payload } = body;
  refusePrivilegedFields(admission, { customHeaders });
  if (customHeaders.some(({ value }) => value === MASK)) {
    const message = `"customHeaders" contains a masked value; send the real one`;
    throw new PosthornError("invalid", "Invalid input", {
      fields: [{ key: "customHeaders", path: "body.customHeaders", message }],
    });
  }
  return trialView(
    await ctx.tryWebhook({ url: targetUrl, customHeaders, secrets: [], body: testBody(ctx, payload) }, signal),
  );
});

function testBody(ctx: Context, payload: Record<string, unknown> | undefined): string {
  const body = JSON.stringify(
    payload ?? {
      serviceUrl: ctx.settings.get("serviceUrl") || null,
      account: null,
      date: new Date(ctx.now()).toISOString(),
      event: "test",
      data: { nonce: randomBytes(16).toString("base64url") },
    },
  );
  if (Buffer.byteLength(body) > MOST_BODY)
    throw new PosthornError("too_large", "The payload of a test may have 1 MB", { code: "PayloadTooLarge" });
  return body;
}

const trialView = ({ durationMs, ...trial }: WebhookTrial) => ({ ...trial, duration: durationMs });
