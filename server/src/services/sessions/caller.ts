import type { Role, SignInMethod } from "@posthorn/contracts/roles";
import { csrfTokenOf, sessionEnd, sessionIdOf } from "../../core/session-rules.ts";
import type { ProviderIdentity } from "../../core/sign-in-rules.ts";
import { deleteSessions, findSession } from "../../storage/sessions.ts";
import type { Vault } from "../../storage/vault.ts";
import type { Context } from "../context.ts";
import { isSecondFactorNeeded } from "../second-factor/needed.ts";

/** A session that is going on, and whose it is. */
export interface SessionCaller {
  readonly id: string;
  readonly user: { readonly id: string; readonly name: string; readonly role: Role };
  readonly csrfToken: string;
  readonly remember: boolean;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** The cookie as it came. */
  readonly cookie: string;
  readonly method: SignInMethod;
  /** What the provider said at the sign-in; null unless one was asked. */
  readonly identity: ProviderIdentity | null;
  /** Whether it opens nothing but what is about itself. */
  readonly secondFactorNeeded: boolean;
}

const PURPOSE = "session cookie";

/** What the cookie carries: the secret, readable only here. */
export const sealCookie = (vault: Vault, secret: string) => vault.seal(secret, PURPOSE);

/** Looks up the session of a cookie and notes that it was used. Null when it has ended, or never was. */
export async function resumeSession(
  ctx: Context,
  cookie: string,
  remoteAddress: string | null,
): Promise<SessionCaller | null> {
  const secret = secretIn(ctx.storage.vault, cookie);
  if (secret === null) return null;
  const session = await findSession(ctx.storage, sessionIdOf(secret));
  const now = ctx.now();
  if (session === undefined || session.expiresAt <= now) return null;
  if (session.identity !== null && !ctx.signInProviders.admits(session.identity)) {
    await deleteSessions(ctx.storage, session.user, { only: session.id });
    ctx.log.warn(
      { user: session.name, remoteAddress, method: "session" },
      "A session ended: the provider's user may no longer sign in",
    );
    return null;
  }
  const expiresAt = sessionEnd(session.remember, session.createdAt, now);
  ctx.sessionUses.note(session.id, { at: now, expiresAt, address: remoteAddress });
  return {
    id: session.id,
    user: { id: session.user, name: session.name, role: session.role },
    csrfToken: csrfTokenOf(secret),
    remember: session.remember,
    createdAt: session.createdAt,
    expiresAt,
    cookie,
    method: session.method,
    identity: session.identity,
    secondFactorNeeded: isSecondFactorNeeded(ctx, session),
  };
}

function secretIn(vault: Vault, cookie: string): string | null {
  try {
    return vault.open(cookie, PURPOSE);
  } catch {
    return null;
  }
}
