import { saveTokenUse } from "../../storage/tokens.ts";
import type { Storage } from "../../storage/storage.ts";

/**
 * When and from where each token was last used. Kept in memory and written a moment later, so that
 * a request costs no write of its own.
 */
export interface TokenUses {
  note(id: string, from: string | null, at: number): void;
  /** The newest use that is not written yet. */
  pending(id: string): TokenUse | undefined;
  flush(): Promise<void>;
}

export interface TokenUse {
  at: number;
  from: string | null;
}

export function createTokenUses(storage: Storage): TokenUses {
  const uses = new Map<string, TokenUse>();
  return {
    note(id, from, at) {
      uses.set(id, { at, from });
    },
    pending: (id) => uses.get(id),
    async flush() {
      if (uses.size === 0) return;
      const written = [...uses];
      await storage.transaction(async (tx) => {
        for (const [id, use] of written) await saveTokenUse(tx, id, use);
      });
      for (const [id, use] of written) if (uses.get(id) === use) uses.delete(id);
    },
  };
}
