import type { OAuth2App } from "../core/oauth2-app.ts";

const NOTHING: Omit<OAuth2App, "id" | "provider"> = {
  name: "Mail",
  description: null,
  title: null,
  enabled: true,
  clientId: null,
  clientSecret: null,
  redirectUrl: null,
  baseScopes: "imap",
  extraScopes: [],
  skipScopes: [],
  authority: null,
  cloud: "global",
  pubSubApp: null,
  googleWorkspaceAccounts: false,
  googleProjectId: null,
  googleTopicName: null,
  googleSubscriptionName: null,
  googlePushAccount: null,
  serviceClient: null,
  serviceClientEmail: null,
  authMethod: "serviceKey",
  serviceKey: null,
  externalAccount: null,
  pubSub: null,
  lastError: null,
  pubSubError: null,
  created: 0,
  updated: null,
};

/** An application as tests want it. */
export const testApp = (app: Partial<OAuth2App> & Pick<OAuth2App, "provider">): OAuth2App => ({
  ...NOTHING,
  id: app.provider,
  ...(app.provider !== "gmailService" && { clientId: "client-1", clientSecret: "a-secret-of-the-client" }),
  ...(app.provider !== "gmailService" &&
    app.provider !== "outlookService" && { redirectUrl: "http://127.0.0.1:3000/oauth" }),
  ...(app.provider === "outlook" && { authority: "common" }),
  ...app,
});
