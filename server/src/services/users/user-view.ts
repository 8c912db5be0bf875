import type { User } from "@posthorn/contracts/users";
import { findInvitedUsers } from "../../storage/invitations.ts";
import { countPasskeys } from "../../storage/passkeys.ts";
import { countSessions } from "../../storage/sessions.ts";
import type { Db } from "../../storage/storage.ts";
import type { UserRecord } from "../../storage/users.ts";

/** Users as owners see them. */
export async function userViews(db: Db, users: readonly UserRecord[], now: number): Promise<User[]> {
  const ids = users.map(({ id }) => id);
  const [invited, sessions, passkeys] = await Promise.all([
    findInvitedUsers(db, ids, now),
    countSessions(db, ids, now),
    countPasskeys(db, ids),
  ]);
  const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return users.map((user) => ({
    id: user.id,
    name: user.name,
    role: user.role,
    disabled: user.disabledAt !== null,
    invited: invited.has(user.id),
    created: new Date(user.createdAt).toISOString(),
    signedIn: time(user.signedInAt),
    hasPassword: user.passwordHash !== null,
    totp: user.totpSince !== null,
    passkeys: passkeys.get(user.id) ?? 0,
    provider: user.identity === null ? null : user.identity.startsWith("okta ") ? "okta" : "oidc",
    sessions: sessions.get(user.id) ?? 0,
  }));
}

export async function userView(db: Db, user: UserRecord, now: number): Promise<User> {
  const [view] = await userViews(db, [user], now);
  return view as User;
}
