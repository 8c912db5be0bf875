import { listPubSubStatus as promise, type PubSubState } from "@posthorn/contracts/oauth2-apps";
import type { OAuth2App } from "../../core/oauth2-app.ts";
import { listOAuth2Apps } from "../../storage/oauth2-apps.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";

/** Days that Google keeps a subscription which nobody reads, where nobody says otherwise. */
const GOOGLES_DAYS = 31;

/** Applications that listen to Pub/Sub, newest first, with what keeps them from it. */
export const listPubSubStatus = verb(promise, async (ctx, { query }) => {
  const paging = pageOf(query);
  const listeners = (await listOAuth2Apps(ctx.storage)).filter(({ baseScopes }) => baseScopes === "pubsub");
  const { offset, limit } = paging.range;
  const days = ctx.settings.get("gmailSubscriptionTtl") ?? GOOGLES_DAYS;
  return {
    ...paging.of(listeners.length),
    apps: listeners.slice(offset, offset + limit).map((app) => ({
      id: app.id,
      name: app.name,
      lastError: app.lastError && { response: app.lastError.response ?? "" },
      pubSubError: app.pubSubError,
      status: stateOf(app),
      project: app.googleProjectId,
      topic: app.pubSub?.topic ?? null,
      subscription: app.pubSub?.subscription ?? null,
      expiresAfterDays: days === 0 ? null : days,
    })),
  };
});

function stateOf({ lastError, pubSubError, pubSub }: OAuth2App): PubSubState {
  if (lastError !== null) return pubSub === null ? "setupFailed" : "updateFailed";
  if (pubSubError !== null) return "error";
  return pubSub === null ? "pending" : "ok";
}
