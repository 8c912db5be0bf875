import type { SessionUse } from "../../storage/sessions.ts";
import { saveSessionUse } from "../../storage/sessions.ts";
import type { Storage } from "../../storage/storage.ts";

/** When and from where sessions were last used. Kept in memory and written a moment later. */
export interface SessionUses {
  note(id: string, use: SessionUse): void;
  flush(): Promise<void>;
}

export function createSessionUses(storage: Storage): SessionUses {
  const uses = new Map<string, SessionUse>();
  return {
    note(id, use) {
      uses.set(id, use);
    },
    async flush() {
      if (uses.size === 0) return;
      const written = [...uses];
      await storage.transaction(async (tx) => {
        for (const [id, use] of written) await saveSessionUse(tx, id, use);
      });
      for (const [id, use] of written) if (uses.get(id) === use) uses.delete(id);
    },
  };
}
