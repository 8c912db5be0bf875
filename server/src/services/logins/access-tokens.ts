import { setTimeout as sleep } from "node:timers/promises";
import { PosthornError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { type AccessTokens, type CallOptions, ConnectFailure } from "../../core/mail-backend.ts";
import type { Meter } from "../../core/meter.ts";
import { isAppOnly, type OAuth2App, usesApi } from "../../core/oauth2-app.ts";
import type { Grant, OAuth2 } from "../../oauth/oauth2.ts";
import { TokenRequestFailed } from "../../oauth/token-request-failed.ts";
import { type AccountRecord, findAccount, lockAccount, updateAccountSettings } from "../../storage/accounts.ts";
import { findOAuth2App, noteOAuth2AppError } from "../../storage/oauth2-apps.ts";
import type { Storage } from "../../storage/storage.ts";
import { ownerOfGrant } from "./grant-owner.ts";
import { unlessAborted } from "../../core/unless-aborted.ts";

/** An access token and what it is worth. */
export interface CurrentToken {
  accessToken: string;
  /** Epoch milliseconds; null when nobody knows. */
  expiresAt: number | null;
  app: OAuth2App;
  /** The account whose grant it is. */
  owner: string;
  /** Whether it was there already. */
  isCached: boolean;
}

/** Access tokens of all accounts, renewed when they run out. */
export interface AccountTokens {
  of(account: string): AccessTokens;
  /** What `of(account).current` answers, with where it comes from. Rejects as that does. */
  currentOf(account: string, options: CallOptions): Promise<CurrentToken>;
  close(): void;
}

export interface AccountTokensParts {
  storage: Storage;
  oauth2: OAuth2;
  meter: Pick<Meter, "tokenRefresh">;
  log: Log;
  now(): number;
}

/** A token that is closer to its end is renewed before it is used. */
const GOOD_FOR_MS = 30_000;
const RENEWAL_TIMEOUT_MS = 90_000;

/**
 * Keeps one access token for each account in memory and the grant itself in the store. Whoever needs a token while it
 * is being renewed waits for that one renewal, and a rotated refresh token is stored before its access token is used:
 * after a crash the provider's answer is either known or was never acted upon.
 */
export function createAccountTokens({ storage, oauth2, meter, log, now }: AccountTokensParts): AccountTokens {
  const known = new Map<string, Omit<CurrentToken, "isCached">>();
  const renewals = new Map<string, Promise<Omit<CurrentToken, "isCached">>>();
  /** The last token of an account that the provider did not take. */
  const refused = new Map<string, string>();
  const closing = new AbortController();

  const stopListening = storage.onHint((topic) => {
    if (topic.startsWith("account:")) known.delete(topic.slice("account:".length));
    else if (topic === "oauth2Apps") known.clear();
  });

  async function currentOf(account: string, { signal }: CallOptions): Promise<CurrentToken> {
    const token = known.get(account);
    if (token && isGood(token.expiresAt, now())) return { ...token, isCached: true };
    const owner = await ownerOfGrant(storage, account);
    const running = renewals.get(owner.id);
    const renewal = running ?? renew(owner).finally(() => renewals.delete(owner.id));
    if (!running) renewals.set(owner.id, renewal);
    const renewed = await unlessAborted(renewal, signal);
    known.set(account, renewed);
    return { ...renewed, isCached: false };
  }

  async function renew(owner: AccountRecord): Promise<Omit<CurrentToken, "isCached">> {
    const { oauth2: block } = owner.settings;
    const app = await findOAuth2App(storage, block?.provider ?? "");
    if (app === undefined) throw appGone(block?.provider);
    const token = isAppOnly(app) ? await ofApplication(owner, app) : await ofPerson(owner, app);
    refused.delete(owner.id);
    return { ...token, app, owner: owner.id };
  }

  async function ofApplication({ id, settings }: AccountRecord, app: OAuth2App) {
    const user = settings.oauth2?.auth?.user ?? settings.email ?? null;
    try {
      const grant = await metered(app, oauth2.appOnlyGrant(app, { user, ...callOf(settings.proxy) }));
      await noteOAuth2AppError(storage, app.id, null);
      return { accessToken: grant.accessToken, expiresAt: grant.expiresAt };
    } catch (error) {
      throw await failed(error, id, app, undefined);
    }
  }

  async function ofPerson(owner: AccountRecord, app: OAuth2App, isSecondTry = false) {
    const { accessToken, refreshToken, expires } = owner.settings.oauth2 ?? {};
    const expiresAt = expires === undefined ? null : Date.parse(expires);
    const isRefused = accessToken === refused.get(owner.id);
    if (accessToken !== undefined && !isRefused && isGood(expiresAt, now(), refreshToken === undefined))
      return { accessToken, expiresAt };
    if (refreshToken === undefined) throw noGrant(app);
    try {
      const grant = await metered(app, oauth2.refresh(app, { refreshToken, ...callOf(owner.settings.proxy) }));
      await store(owner.id, app, refreshToken, grant);
      return { accessToken: grant.accessToken, expiresAt: grant.expiresAt };
    } catch (error) {
      // Another process, or the person, was faster: what was refused is no longer what is stored.
      const newer = isRevoked(error) && !isSecondTry ? await findAccount(storage, owner.id) : undefined;
      if (newer && newer.settings.oauth2?.refreshToken !== refreshToken) return ofPerson(newer, app, true);
      throw await failed(error, owner.id, app, refreshToken);
    }
  }

  /** Kept even where the account was changed meanwhile, unless it got another grant. */
  async function store(id: string, app: OAuth2App, used: string, grant: Grant): Promise<void> {
    await persistently(async () => {
      await storage.transaction(async (tx) => {
        const account = await lockAccount(tx, id);
        const block = account?.settings.oauth2;
        if (!account || block?.refreshToken !== used) return;
        const { userFlag: _, ...kept } = block;
        const oauth2 = { ...kept, ...blockOfGrant(grant, now()) };
        await updateAccountSettings(tx, id, { ...account.settings, oauth2 }, now(), { isNewRevision: false });
        await noteOAuth2AppError(tx, app.id, null);
      });
      await storage.durable();
    });
  }

  /** The provider has forgotten the old refresh token by now: the new one must not get lost for a database that is busy. */
  async function persistently(write: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await write();
      } catch (error) {
        if (attempt === 10 || closing.signal.aborted) throw error;
        log.warn({ err: error }, "A renewed grant could not be stored and will be tried again");
        await sleep(200 * attempt, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  }

  async function metered(app: OAuth2App, request: Promise<Grant>): Promise<Grant> {
    try {
      const grant = await request;
      meter.tokenRefresh(app.provider, "success", 200);
      return grant;
    } catch (error) {
      const status = error instanceof TokenRequestFailed ? error.tokenRequest.status : undefined;
      meter.tokenRefresh(app.provider, "failure", status);
      throw error;
    }
  }

  async function failed(error: unknown, id: string, app: OAuth2App, used: string | undefined): Promise<unknown> {
    if (!(error instanceof TokenRequestFailed)) return error;
    const { kind, tokenRequest, message } = error;
    log.warn({ account: id, app: app.id, kind, status: tokenRequest.status }, "An access token could not be renewed");
    if (kind !== "temporary") await noteRefusal(id, app, used, error);
    return new ConnectFailure(kind === "temporary" ? "connection" : "authentication", message, {
      serverResponseCode: usesApi(app) ? "TokenGenerationError" : "OauthRenewError",
      tokenRequest,
      cause: error,
    });
  }

  async function noteRefusal(id: string, app: OAuth2App, used: string | undefined, error: TokenRequestFailed) {
    const { flag, userFlag } = error.tokenRequest;
    await storage.transaction(async (tx) => {
      if (error.kind === "refused")
        await noteOAuth2AppError(tx, app.id, {
          response: flag?.message ?? error.message,
          tokenRequest: error.tokenRequest,
        });
      if (userFlag === undefined || used === undefined) return;
      const account = await lockAccount(tx, id);
      if (account?.settings.oauth2?.refreshToken !== used) return;
      const settings = { ...account.settings, oauth2: { ...account.settings.oauth2, userFlag } };
      await updateAccountSettings(tx, id, settings, now(), { isNewRevision: false });
    });
  }

  const callOf = (proxy: string | undefined) => ({
    signal: AbortSignal.timeout(RENEWAL_TIMEOUT_MS),
    ...(proxy !== undefined && { proxy }),
  });

  return {
    of: (account) => ({
      current: async (options) => (await currentOf(account, options)).accessToken,
      discard(accessToken) {
        const token = known.get(account);
        if (token?.accessToken !== accessToken) return;
        known.delete(account);
        refused.set(token.owner, accessToken);
      },
    }),
    currentOf,
    close() {
      stopListening();
      closing.abort(new PosthornError("unavailable", "Shutting down", { temporary: true }));
    },
  };
}

/** A token of which nobody knows how long it lasts is good only where there is no way to another. */
const isGood = (expiresAt: number | null, now: number, isOnlyOne = false) =>
  expiresAt === null ? isOnlyOne : expiresAt - now > GOOD_FOR_MS;

const isRevoked = (error: unknown) => error instanceof TokenRequestFailed && error.kind === "revoked";

/** A grant as an account keeps it. What the provider did not send stays as it was. */
export function blockOfGrant(grant: Grant, now: number) {
  const generated = new Date(now).toISOString();
  return {
    accessToken: grant.accessToken,
    expires: new Date(grant.expiresAt).toISOString(),
    generated,
    scope: grant.scopes,
    ...(grant.refreshToken !== undefined && { refreshToken: grant.refreshToken, refreshTokenGenerated: generated }),
  };
}

const appGone = (id: string | undefined) =>
  new ConnectFailure("authentication", `The OAuth2 application ${JSON.stringify(id ?? "")} is gone`, {
    serverResponseCode: "AppNotFound",
  });

const noGrant = (app: OAuth2App) =>
  new ConnectFailure("authentication", "The access token ran out and there is no refresh token to get another", {
    serverResponseCode: usesApi(app) ? "TokenGenerationError" : "OauthRenewError",
  });
