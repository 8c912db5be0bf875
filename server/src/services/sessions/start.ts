import type { SignInMethod } from "@posthorn/contracts/roles";
import type { Session } from "@posthorn/contracts/sessions";
import { csrfTokenOf, newSessionSecret, sessionIdOf, sessionLengthMs } from "../../core/session-rules.ts";
import type { ProviderIdentity } from "../../core/sign-in-rules.ts";
import { insertSession } from "../../storage/sessions.ts";
import type { Db } from "../../storage/storage.ts";
import type { UserRecord } from "../../storage/users.ts";
import type { Call } from "../verb.ts";
import { sealCookie } from "./caller.ts";

const MOST_USER_AGENT = 256;

/**
 * Signs a user in, with a secret that was never used before. What it answers may be told once the
 * transaction is committed.
 */
export async function startSession(
  tx: Db,
  user: Pick<UserRecord, "id" | "name" | "role">,
  { remember, method, identity = null, secondFactorNeeded = false, call, now }: NewSession,
): Promise<StartedSession> {
  const secret = newSessionSecret();
  const expiresAt = now + sessionLengthMs(remember);
  await insertSession(tx, {
    id: sessionIdOf(secret),
    user: user.id,
    createdAt: now,
    lastSeenAt: now,
    expiresAt,
    remember,
    address: call.remoteAddress,
    userAgent: call.userAgent?.slice(0, MOST_USER_AGENT) ?? null,
    method,
    identity,
  });
  return {
    cookie: sealCookie(tx.vault, secret),
    remember,
    view: sessionView({ user, csrfToken: csrfTokenOf(secret), createdAt: now, expiresAt, method, secondFactorNeeded }),
  };
}

interface NewSession {
  remember: boolean;
  method: SignInMethod;
  identity?: ProviderIdentity | null;
  secondFactorNeeded?: boolean;
  call: Pick<Call, "remoteAddress" | "userAgent">;
  now: number;
}

export interface StartedSession {
  cookie: string;
  remember: boolean;
  view: Session;
}

/** Gives the caller the cookie of its new session, and what to know about it. */
export function handOver(call: Call, { cookie, remember, view }: StartedSession): Session {
  call.sessionCookie.set(cookie, remember ? sessionLengthMs(true) : null);
  return view;
}

/** A session as its user sees it. */
export const sessionView = ({
  user,
  csrfToken,
  createdAt,
  expiresAt,
  method,
  secondFactorNeeded,
}: {
  user: Session["user"];
  csrfToken: string;
  createdAt: number;
  expiresAt: number;
  method: SignInMethod;
  secondFactorNeeded: boolean;
}): Session => ({
  user: { id: user.id, name: user.name, role: user.role },
  csrfToken,
  created: new Date(createdAt).toISOString(),
  expires: new Date(expiresAt).toISOString(),
  method,
  secondFactorNeeded,
});
