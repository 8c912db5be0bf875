import { timeSortedId } from "../../core/ids.ts";
import { deleteInvitation } from "../../storage/invitations.ts";
import { deleteSecondFactors } from "../../storage/second-factors.ts";
import { deleteSessions } from "../../storage/sessions.ts";
import { deleteSetupLinks } from "../../storage/setup-links.ts";
import type { Storage } from "../../storage/storage.ts";
import { findUserByName, insertUser, setPasswordHash } from "../../storage/users.ts";
import { createPasswords } from "../sessions/passwords.ts";

/**
 * Gives a user a password, from the machine itself. The user is made as an owner if there is none of
 * that name. Of the one that is there sessions end, and nothing but the password is left to sign in with. Answers the hash.
 */
export async function setPassword(
  storage: Storage,
  { name, password, now }: { name: string; password: string; now: number },
): Promise<{ id: string; passwordHash: string; isNew: boolean; name: string }> {
  const passwordHash = await createPasswords().hash(password);
  const done = await storage.transaction(async (tx) => {
    const user = await findUserByName(tx, name);
    await deleteSetupLinks(tx);
    if (user === undefined) {
      const id = timeSortedId(now);
      await insertUser(tx, {
        id,
        name,
        passwordHash,
        role: "owner",
        createdAt: now,
        passwordChangedAt: now,
        signedInAt: null,
        identity: null,
      });
      return { id, isNew: true, name };
    }
    await setPasswordHash(tx, user.id, { passwordHash, at: now });
    await deleteSecondFactors(tx, user.id);
    await deleteInvitation(tx, user.id);
    await deleteSessions(tx, user.id);
    return { id: user.id, isNew: false, name: user.name };
  });
  await storage.durable();
  return { passwordHash, ...done };
}
