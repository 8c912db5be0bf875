import type { Role } from "@posthorn/contracts/roles";
import { timeSortedId } from "../../core/ids.ts";
import { deleteSetupLinks } from "../../storage/setup-links.ts";
import type { Storage } from "../../storage/storage.ts";
import { insertUser, type NewUser } from "../../storage/users.ts";
import { type Invitation, inviteUser } from "./invite.ts";
import { nameTaken } from "./not-found.ts";

/** Makes a user; one without a password is invited. Refused as `conflict` when the name is taken. */
export async function addUser(
  storage: Storage,
  { name, role, passwordHash, now }: { name: string; role: Role; passwordHash: string | null; now: number },
): Promise<{ id: string; invitation: Invitation | null }> {
  const id = timeSortedId(now);
  const user: NewUser = {
    id,
    name,
    passwordHash,
    role,
    createdAt: now,
    passwordChangedAt: now,
    signedInAt: null,
    identity: null,
  };
  const invitation = await storage.transaction(async (tx) => {
    if (!(await insertUser(tx, user))) throw nameTaken();
    await deleteSetupLinks(tx);
    return passwordHash === null ? inviteUser(tx, id, now) : null;
  });
  await storage.durable();
  return { id, invitation };
}
