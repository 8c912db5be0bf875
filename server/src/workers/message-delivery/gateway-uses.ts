import type { GatewayError } from "@posthorn/contracts/gateways";
import { noteGatewayUses } from "../../storage/gateways.ts";
import type { Storage } from "../../storage/storage.ts";

/**
 * What came of the uses of gateways. Kept in memory and written a moment later, so that a thousand
 * deliveries through one gateway do not wait for its one row.
 */
export interface GatewayUses {
  /** A delivery, or what was wrong. */
  note(gateway: string, error: GatewayError | null, at: number): void;
  flush(): Promise<void>;
}

export interface GatewayUse {
  deliveries: number;
  lastUseAt: number;
  lastError: GatewayError | null;
}

export function createGatewayUses(storage: Storage): GatewayUses {
  let uses = new Map<string, GatewayUse>();
  return {
    note(gateway, error, at) {
      const deliveries = (uses.get(gateway)?.deliveries ?? 0) + (error === null ? 1 : 0);
      uses.set(gateway, { deliveries, lastUseAt: at, lastError: error });
    },
    async flush() {
      if (uses.size === 0) return;
      const written = uses;
      uses = new Map();
      try {
        await noteGatewayUses(storage, written);
      } catch (error) {
        for (const [gateway, { deliveries, ...last }] of written) {
          const since = uses.get(gateway);
          uses.set(gateway, { ...last, ...since, deliveries: deliveries + (since?.deliveries ?? 0) });
        }
        throw error;
      }
    },
  };
}
