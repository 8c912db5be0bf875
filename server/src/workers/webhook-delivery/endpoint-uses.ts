import type { Storage } from "../../storage/storage.ts";
import { noteEndpointUses } from "../../storage/webhook-endpoints.ts";

/** Counts deliveries that are made for endpoints; written a moment later, since every event counts. */
export interface EndpointUses {
  note(endpoint: string): void;
  flush(): Promise<void>;
}

export function createEndpointUses(storage: Storage): EndpointUses {
  let uses = new Map<string, number>();
  return {
    note: (endpoint) => void uses.set(endpoint, (uses.get(endpoint) ?? 0) + 1),
    async flush() {
      if (uses.size === 0) return;
      const written = uses;
      uses = new Map();
      try {
        await storage.transaction((tx) => noteEndpointUses(tx, written));
      } catch (error) {
        for (const [endpoint, count] of written) uses.set(endpoint, (uses.get(endpoint) ?? 0) + count);
        throw error;
      }
    },
  };
}
