import {
  type AccessTokens,
  type ApiSettings,
  ConnectFailure,
  type FreshLogin,
  type MailAccount,
} from "../../core/mail-backend.ts";
import {
  apiBaseUrlOf,
  apiKindOf,
  isSendOnlyGrant,
  mailServersOf,
  type MailServer,
  type OAuth2App,
} from "../../core/oauth2-app.ts";
import type { ProviderUrls } from "../../core/provider-urls.ts";
import type { AuthenticationServer, LoginPurpose } from "../../oauth/authentication-server.ts";
import { type AccountRecord, type AccountSettings, findAccount } from "../../storage/accounts.ts";
import { findOAuth2App } from "../../storage/oauth2-apps.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import type { Storage } from "../../storage/storage.ts";
import { mailAccountOf, type MailDefaults } from "../accounts/mail-account.ts";
import type { KeptAccountLog } from "../logs/account-log.ts";
import { notificationBase } from "../push/notification-base.ts";
import type { AccountTokens } from "./access-tokens.ts";
import { ownerOfGrant } from "./grant-owner.ts";

export interface LoadMailAccountParts {
  storage: Storage;
  settings: SettingsStore;
  accountLog: KeptAccountLog;
  tokens: AccountTokens;
  authenticationServer: AuthenticationServer;
  urls: ProviderUrls;
  defaults(): MailDefaults;
}

/**
 * An account as its mail backend needs it, with a way to its logins; null for an unknown account. Rejects with a
 * ConnectFailure where there is no way to serve it, such as an OAuth2 application that is gone.
 */
export async function loadMailAccount(parts: LoadMailAccountParts, id: string): Promise<MailAccount | null> {
  const record = await findAccount(parts.storage, id);
  if (record === undefined) return null;
  parts.accountLog.learn(id, record.settings.logs === true);
  const account = mailAccountOf(record, parts.defaults);
  const { imap, oauth2 } = record.settings;
  askForLogins(parts, account, record.settings);
  if (oauth2?.provider === undefined) return account;

  const owner = await ownerOfGrant(parts.storage, id);
  const app = await findOAuth2App(parts.storage, oauth2.provider);
  if (app === undefined)
    throw new ConnectFailure("authentication", `The OAuth2 application ${JSON.stringify(oauth2.provider)} is gone`, {
      serverResponseCode: "AppNotFound",
    });
  const usesServer = asksServer(parts, oauth2);
  const fromServer = (purpose: LoginPurpose) => parts.authenticationServer.loginOf(id, purpose);
  const { tls } = parts.defaults();
  const kind = apiKindOf(app);
  if (kind !== null) {
    const tokens = usesServer ? tokensOf(fromServer("api")) : parts.tokens.of(id);
    const api = apiSettings(parts, record, owner, { app, kind, tokens, topic: await topicOf(parts.storage, app) });
    return Object.assign(account, { imap: null, smtp: null, api });
  }
  const signer = owner.settings.oauth2?.auth?.user ?? record.settings.email ?? "";
  const loginAs = (purpose: LoginPurpose, user: string) => ({
    user,
    fresh: usesServer ? fromServer(purpose) : loginOf(parts.tokens.of(id), user),
  });
  const servers = mailServersOf(app, parts.urls);
  const isDisabled = imap?.disabled === true || oauth2.isStopped === true;
  return Object.assign(account, {
    imap: isDisabled
      ? null
      : {
          ...serverOf(servers.imap, tls),
          auth: loginAs("imap", oauth2.auth?.delegatedUser ?? signer),
          resyncDelay: imap?.resyncDelay ?? RESYNC_SECONDS,
          disableIMAP4rev2: imap?.disableIMAP4rev2 ?? false,
          sentMailPath: imap?.sentMailPath ?? null,
          draftsMailPath: imap?.draftsMailPath ?? null,
          junkMailPath: imap?.junkMailPath ?? null,
          trashMailPath: imap?.trashMailPath ?? null,
          archiveMailPath: imap?.archiveMailPath ?? null,
        },
    // Who signed in sends, also for a shared mailbox.
    smtp: { ...serverOf(servers.smtp, tls), auth: loginAs("smtp", signer) },
  });
}

type LoginParts = Pick<LoadMailAccountParts, "settings" | "authenticationServer">;

const asksServer = ({ settings }: LoginParts, block: { useAuthServer?: boolean } | undefined) =>
  block?.useAuthServer === true && Boolean(settings.get("authServer"));

/** Takes the logins from the authentication server where the account's settings say so. */
export function askForLogins(parts: LoginParts, account: MailAccount, { imap, smtp }: AccountSettings): void {
  const fresh = (purpose: LoginPurpose) => parts.authenticationServer.loginOf(account.id, purpose);
  if (account.imap && asksServer(parts, imap)) account.imap.auth = { user: "", fresh: fresh("imap") };
  if (account.smtp && asksServer(parts, smtp)) account.smtp.auth = { user: "", fresh: fresh("smtp") };
}

const RESYNC_SECONDS = 900;

const serverOf = ({ host, port, secure }: MailServer, tls: MailDefaults["tls"]) => ({
  host,
  port,
  secure,
  requireTLS: true,
  tls: { ...tls },
});

function apiSettings(
  { settings, urls }: LoadMailAccountParts,
  { id, settings: { oauth2, email } }: AccountRecord,
  owner: AccountRecord,
  { app, kind, tokens, topic }: Pick<ApiSettings, "kind" | "tokens"> & { app: OAuth2App; topic: string | undefined },
): ApiSettings {
  const mailbox =
    oauth2?.auth?.delegatedUser ?? (app.provider === "outlookService" ? (oauth2?.auth?.user ?? email) : undefined);
  return {
    kind,
    baseUrl: apiBaseUrlOf(app, urls) ?? "",
    app: app.id,
    ...(mailbox !== undefined && { mailbox }),
    sendOnly: isSendOnlyGrant(app, owner.settings.oauth2?.scope ?? []),
    tokens,
    ...(topic !== undefined && { pubSubTopic: topic }),
    get notifications() {
      const base = notificationBase(settings);
      if (base === null || kind !== "graph") return undefined;
      const url = (path: string) => `${base}/oauth/msg/${path}?account=${encodeURIComponent(id)}`;
      return { notificationUrl: url("notification"), lifecycleUrl: url("lifecycle") };
    },
  };
}

/** Where Gmail may tell of changes for the accounts of an application. */
async function topicOf(storage: Storage, { pubSubApp }: OAuth2App): Promise<string | undefined> {
  const listener = pubSubApp === null ? undefined : await findOAuth2App(storage, pubSubApp);
  return listener?.pubSub?.isGranted === true ? listener.pubSub.topic : undefined;
}

/** A token of an account as a login. */
const loginOf = (tokens: AccessTokens, user: string): FreshLogin => ({
  current: async (options) => ({ user, accessToken: await tokens.current(options) }),
  discard({ accessToken }) {
    if (accessToken) tokens.discard(accessToken);
  },
});

/** A login of the authentication server as a token. */
const tokensOf = (login: FreshLogin): AccessTokens => ({
  async current(options) {
    const { accessToken } = await login.current(options);
    if (accessToken) return accessToken;
    throw new ConnectFailure(
      "authentication",
      "The authentication server answered a password where a token is needed",
      {
        serverResponseCode: "HTTPRequestError",
      },
    );
  },
  discard: (accessToken) => login.discard({ user: "", accessToken }),
});
