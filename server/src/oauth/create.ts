import type { OAuth2App } from "../core/oauth2-app.ts";
import type { ProviderUrls } from "../core/provider-urls.ts";
import type { HttpClient } from "../net/http-client.ts";
import { createGoogle } from "./google.ts";
import { createPushTokenCheck, type VerifyPushToken } from "./google-push-token.ts";
import { createKeySets } from "./id-token.ts";
import { createMailRu } from "./mail-ru.ts";
import { createMicrosoft } from "./microsoft.ts";
import { createMailboxCheck } from "./mailbox-of.ts";
import type { Grant, OAuth2, TokenCall } from "./oauth2.ts";
import type { ConsentProvider } from "./provider.ts";
import { createServiceAccounts, type ServiceAccounts } from "./service-account.ts";
import { createWorkloadIdentity, type WorkloadIdentity } from "./workload-identity.ts";

export interface OAuth2Options {
  http: Pick<HttpClient, "fetch">;
  urls: ProviderUrls;
  userAgent: string;
  /** Epoch milliseconds. */
  now(): number;
  /** For one try; 30 seconds unless given. */
  timeoutMs?: number;
  /** The wait before the first other try, which doubles; half a second unless given. */
  firstRetryMs?: number;
}

/** OAuth2 in whole, and the steps of applications that act by themselves one by one. */
export interface OAuth2Room extends OAuth2 {
  readonly urls: ProviderUrls;
  readonly serviceAccounts: ServiceAccounts;
  readonly workloadIdentity: WorkloadIdentity;
  /** The address of the mailbox that a grant opens by the provider's API; that of `user`, where it opens them all. */
  mailboxOf(app: OAuth2App, grant: Grant, user: string, call: TokenCall): Promise<string>;
  readonly verifyPushToken: VerifyPushToken;
}

export function createOAuth2({
  http,
  urls,
  userAgent,
  now,
  timeoutMs = 30_000,
  firstRetryMs = 500,
}: OAuth2Options): OAuth2Room {
  const calling = { http, userAgent, timeoutMs, firstRetryMs };
  const tools = { calling, keySets: createKeySets(calling), now };
  const google = createGoogle(urls.google, tools);
  const microsoft = createMicrosoft(urls, tools);
  const mailRu = createMailRu(urls.mailRu, tools);
  const workloadIdentity = createWorkloadIdentity(urls.google, tools);
  const serviceAccounts = createServiceAccounts(urls.google, tools, workloadIdentity);

  function providerOf({ provider }: OAuth2App): ConsentProvider {
    if (provider === "mailRu") return mailRu;
    return provider === "outlook" || provider === "outlookService" ? microsoft : google;
  }

  return {
    authorizeUrl: (app, request) => providerOf(app).authorizeUrl(app, request),
    exchangeCode: (app, code) => providerOf(app).exchangeCode(app, code),
    refresh: (app, token) => providerOf(app).refresh(app, token),
    async appOnlyGrant(app, { user, ...call }) {
      if (app.provider === "outlookService") return microsoft.clientCredentials(app, call);
      return serviceAccounts.grantFor(app, await serviceAccounts.assertion(app, user, call), call);
    },
    identityOf: (app, grant, check) => providerOf(app).identityOf(app, grant, check),
    missingScopes: (app, grant) => providerOf(app).missingScopes(app, grant),
    revoke: (app, token, call) => providerOf(app).revoke(app, token, call),
    urls,
    serviceAccounts,
    workloadIdentity,
    mailboxOf: createMailboxCheck(urls, calling),
    verifyPushToken: createPushTokenCheck(urls.google, tools),
  };
}
