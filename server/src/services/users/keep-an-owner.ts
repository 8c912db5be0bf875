import { PosthornError } from "../../core/errors.ts";
import type { Db, Storage } from "../../storage/storage.ts";
import { hasOwner, lockOwners } from "../../storage/users.ts";

/** Changes users; refused as `conflict` when nobody would be left who owns the installation and can sign in. */
export async function keepingAnOwner<T>(storage: Storage, change: (tx: Db) => Promise<T>): Promise<T> {
  const result = await storage.transaction(async (tx) => {
    await lockOwners(tx);
    const had = await hasOwner(tx);
    const done = await change(tx);
    if (had && !(await hasOwner(tx)))
      throw new PosthornError("conflict", "The last owner has to stay one", { code: "LastOwner" });
    return done;
  });
  await storage.durable();
  return result;
}
