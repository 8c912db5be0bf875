import { timeSortedId } from "../core/ids.ts";
import { insertAdminLog } from "../storage/admin-log.ts";
import type { Storage } from "../storage/storage.ts";

/** Writes a command that changed a user into the log of what people do. Nobody knows who sat at the machine. */
export async function noteCommand(store: Storage, command: string, target: string): Promise<void> {
  const at = Date.now();
  await insertAdminLog(store, [
    {
      id: timeSortedId(at),
      at,
      user: null,
      userName: null,
      address: null,
      method: "command",
      path: `posthorn ${command}`,
      action: "write",
      group: "admin",
      target,
      how: null,
      status: 200,
      code: null,
      changes: null,
    },
  ]);
}
