import type { Storage } from "../../storage/storage.ts";
import { hasUsers } from "../../storage/users.ts";

/** Whether there is anybody who could sign in. Once there is, there always will be. */
export interface FirstUser {
  exists(): Promise<boolean>;
}

export function createFirstUser(storage: Storage): FirstUser {
  let isThere = false;
  return {
    async exists() {
      isThere ||= await hasUsers(storage);
      return isThere;
    },
  };
}
