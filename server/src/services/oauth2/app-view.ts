import type { OAuth2AppEntry } from "@posthorn/contracts/oauth2-apps";
import { MASK } from "../../core/mask.ts";
import { isAppOnly, isMicrosoft, type OAuth2App } from "../../core/oauth2-app.ts";
import { isTenant } from "./rules.ts";

/** An application as the API shows it: what it does not have is absent, and secrets are masked. */
export function appView(app: OAuth2App): OAuth2AppEntry {
  const isGoogle = app.provider === "gmail" || app.provider === "gmailService";
  return {
    id: app.id,
    name: app.name,
    ...given({ description: app.description, title: app.title }),
    provider: app.provider,
    enabled: app.enabled || isAppOnly(app),
    includeInListing: app.enabled && !isAppOnly(app),
    created: new Date(app.created).toISOString(),
    updated: new Date(app.updated ?? app.created).toISOString(),
    ...given({
      clientId: app.clientId,
      clientSecret: masked(app.clientSecret),
      redirectUrl: app.redirectUrl,
      authority: app.authority,
      serviceClient: app.serviceClient,
      serviceClientEmail: app.serviceClientEmail,
      serviceKey: masked(app.serviceKey),
      externalAccount: masked(app.externalAccount),
    }),
    ...(isMicrosoft(app) && { cloud: app.cloud }),
    ...(app.authority !== null && isTenant(app.authority) && { tenant: app.authority }),
    ...(app.provider === "gmailService" && { authMethod: app.authMethod }),
    ...(app.provider === "gmail" && { googleWorkspaceAccounts: app.googleWorkspaceAccounts }),
    baseScopes: app.baseScopes,
    extraScopes: app.extraScopes,
    skipScopes: app.skipScopes,
    ...(isGoogle &&
      given({
        pubSubApp: app.pubSubApp,
        googleProjectId: app.googleProjectId,
        googleTopicName: app.googleTopicName,
        googleSubscriptionName: app.googleSubscriptionName,
        googlePushAccount: app.googlePushAccount,
      })),
    ...(app.pubSub && {
      pubSubTopic: app.pubSub.topic,
      pubSubSubscription: app.pubSub.subscription,
      pubSubIamPolicy: app.pubSub.isGranted,
    }),
    lastError: app.lastError,
    ...(app.baseScopes === "pubsub" && { pubSubError: app.pubSubError }),
  };
}

const masked = (secret: string | null) => (secret === null ? null : MASK);

/** Those of the values that are there. */
const given = <K extends string>(values: Record<K, string | null>): Partial<Record<K, string>> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as Partial<Record<K, string>>;
