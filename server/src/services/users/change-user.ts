import type { Role } from "@posthorn/contracts/roles";
import { deleteSessions } from "../../storage/sessions.ts";
import type { Storage } from "../../storage/storage.ts";
import { deleteUser, findUser, findUserByName, updateUser, type UserRecord } from "../../storage/users.ts";
import { keepingAnOwner } from "./keep-an-owner.ts";
import { nameTaken, userNotFound } from "./not-found.ts";

/** Changes a user, who is signed out everywhere when disabled. Throws `not_found` and `conflict`. */
export const changeUser = (
  storage: Storage,
  id: string,
  { name, role, disabled, now }: { name?: string; role?: Role; disabled?: boolean; now: number },
): Promise<UserRecord> =>
  keepingAnOwner(storage, async (tx) => {
    const user = await findUser(tx, id);
    if (user === undefined) throw userNotFound();
    if (name !== undefined && ((await findUserByName(tx, name))?.id ?? id) !== id) throw nameTaken();
    const changes = {
      name: name ?? user.name,
      role: role ?? user.role,
      disabledAt: disabled === undefined ? user.disabledAt : disabled ? (user.disabledAt ?? now) : null,
    };
    await updateUser(tx, id, changes);
    if (disabled === true) await deleteSessions(tx, id);
    return { ...user, ...changes };
  });

/** Deletes a user, who is signed out everywhere. Whether there was one. */
export const removeUser = (storage: Storage, id: string): Promise<boolean> =>
  keepingAnOwner(storage, async (tx) => {
    await deleteSessions(tx, id);
    return deleteUser(tx, id);
  });
