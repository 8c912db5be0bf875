import { randomBytes } from "node:crypto";
import type { ProviderChecks } from "../../oauth/sign-in-provider.ts";
import { insertCeremony } from "../../storage/ceremonies.ts";
import type { Context } from "../context.ts";
import { limitAddress } from "../sessions/attempts.ts";

/** For somebody who has to find a password first. */
export const PROVIDER_CEREMONY_MS = 15 * 60 * 1000;

/** What is kept until somebody comes back from the provider. */
export interface ProviderCeremony {
  provider: string;
  checks: ProviderChecks;
  /** What the browser has in a cookie, so that nobody is signed in by a link that somebody else began with. */
  browser: string;
  /** Where to go afterwards: a path of the dashboard. */
  next: string;
}

/** Where the provider leads back to; null while the setting `serviceUrl` is empty. */
export function callbackUrl(ctx: Context, provider: string): string | null {
  const serviceUrl = ctx.settings.get("serviceUrl");
  return serviceUrl ? `${serviceUrl.replace(/\/$/, "")}/admin/login/${provider}` : null;
}

/** Begins a sign-in by a provider: where the browser goes, and the cookie it keeps. Null when there is no such way in now. */
export async function beginProviderSignIn(
  ctx: Context,
  id: string,
  { next, remoteAddress }: { next: string; remoteAddress: string | null },
): Promise<{ url: string; browser: string } | null> {
  limitAddress(ctx, remoteAddress);
  const provider = ctx.signInProviders.find(id);
  const redirectUri = callbackUrl(ctx, id);
  if (provider === undefined || redirectUri === null || !provider.isReady()) return null;
  const { url, checks } = await provider.begin(redirectUri);
  const browser = randomBytes(32).toString("base64url");
  const payload: ProviderCeremony = { provider: id, checks, browser, next };
  const expiresAt = ctx.now() + PROVIDER_CEREMONY_MS;
  await insertCeremony(ctx.storage, { kind: "provider", ticket: checks.state, payload, expiresAt });
  return { url, browser };
}
