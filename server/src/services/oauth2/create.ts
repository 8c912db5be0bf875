import { createOAuth2App as promise } from "@posthorn/contracts/oauth2-apps";
import { timeSortedId } from "../../core/ids.ts";
import { insertOAuth2App, NEW_OAUTH2_APP, type OAuth2AppConfig } from "../../storage/oauth2-apps.ts";
import { verb } from "../verb.ts";
import { refuseMaskedSecrets, requireSound } from "./rules.ts";

/** Adds an application. Whether its provider takes it shows when it is used, or verified. */
export const createOAuth2App = verb(promise, async (ctx, { body }) => {
  refuseMaskedSecrets(body);
  const { enabled = false, ...given } = body;
  const id = timeSortedId(ctx.now());
  const config: OAuth2AppConfig = {
    ...NEW_OAUTH2_APP,
    ...given,
    pubSubApp: given.pubSubApp || null,
    googleProjectId: given.googleProjectId || null,
    googleTopicName: given.googleTopicName || null,
    googleSubscriptionName: given.googleSubscriptionName || null,
    googlePushAccount: given.googlePushAccount || null,
    // It is served by nothing but the API.
    ...(given.provider === "outlookService" && given.baseScopes === undefined && { baseScopes: "api" }),
  };
  await ctx.storage.transaction(async (tx) => {
    await requireSound(tx, config);
    await insertOAuth2App(tx, id, { ...config, enabled }, ctx.now());
  });
  return { id, created: true };
});
