import { apiKindOf } from "../../core/oauth2-app.ts";
import type { AccountRecord } from "../../storage/accounts.ts";
import { findOAuth2App } from "../../storage/oauth2-apps.ts";
import type { Context } from "../context.ts";
import { unlessAborted } from "../../core/unless-aborted.ts";

/** Nobody waits longer for a provider when an account is deleted. */
const TIMEOUT_MS = 10_000;

/**
 * Takes back what was arranged with an account's provider, while there still is a way to it: notifications, and with
 * `revoke` the grant itself. That any of it fails keeps no account from being deleted.
 */
export async function leaveProvider(
  ctx: Context,
  { id, settings: { oauth2, proxy } }: AccountRecord,
  { revoke }: { revoke: boolean },
): Promise<void> {
  const app = oauth2?.provider === undefined ? undefined : await findOAuth2App(ctx.storage, oauth2.provider);
  if (app === undefined) return;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const noted = (what: string) => (error: unknown) =>
    ctx.log.info({ err: error, account: id }, `${what} could not be taken back from the provider`);
  if (apiKindOf(app) !== null) {
    const withdrawal = ctx.mail.open(id).then((backend) => backend.withdraw?.({ signal }));
    await unlessAborted(withdrawal, signal).catch(noted("Notifications"));
  }
  const token = oauth2?.refreshToken ?? oauth2?.accessToken;
  if (!revoke || app.provider !== "gmail" || token === undefined) return;
  await ctx.oauth2.revoke(app, token, { signal, proxy }).catch(noted("The grant"));
}
