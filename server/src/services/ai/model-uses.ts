import type { ModelCall, ModelUses } from "../../core/model-use.ts";
import { findAccountConditions } from "../../storage/accounts.ts";
import { addModelUses, type ModelUse } from "../../storage/model-uses.ts";
import type { Storage } from "../../storage/storage.ts";

export const DAY_MS = 86_400_000;

/**
 * Gathers in memory what models are used for and writes it a moment later. It is not part of what it is for: a call has
 * cost what it cost, whether or not its message is told in the end.
 */
export interface KeptModelUses extends ModelUses {
  flush(): Promise<void>;
  /** Drops what is not written yet of an account. */
  forget(account: string): void;
}

const MAX_MODEL_LENGTH = 256;

export function createModelUses(storage: Storage, now: () => number): KeptModelUses {
  let uses = new Map<string, ModelUse>();

  function add(more: ModelUse): void {
    const key = JSON.stringify([more.day, more.account, more.model]);
    const known = uses.get(key);
    uses.set(key, known === undefined ? more : sumOf(known, more));
  }

  return {
    note: (call) => add(useOf(call, now())),
    forget(account) {
      for (const [key, use] of uses) if (use.account === account) uses.delete(key);
    },
    async flush() {
      if (uses.size === 0) return;
      const written = [...uses].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, use]) => use);
      uses = new Map();
      try {
        await storage.transaction(async (tx) => {
          // Those of an account that went meanwhile are not for the next one by its id.
          const ids = written.flatMap(({ account }) => (account === null ? [] : [account]));
          const known = new Set((await findAccountConditions(tx, [...new Set(ids)])).map(({ id }) => id));
          await addModelUses(
            tx,
            written.filter(({ account }) => account === null || known.has(account)),
          );
        });
      } catch (error) {
        for (const use of written) add(use);
        throw error;
      }
    },
  };
}

const useOf = ({ account, model, isAnswered, isUsable, usage }: ModelCall, now: number): ModelUse => ({
  day: Math.floor(now / DAY_MS),
  account,
  model: model.slice(0, MAX_MODEL_LENGTH),
  calls: 1,
  failed: isUsable ? 0 : 1,
  withoutUsage: isAnswered && usage === null ? 1 : 0,
  promptTokens: usage?.prompt ?? 0,
  completionTokens: usage?.completion ?? 0,
});

const sumOf = (one: ModelUse, other: ModelUse): ModelUse => ({
  ...one,
  calls: one.calls + other.calls,
  failed: one.failed + other.failed,
  withoutUsage: one.withoutUsage + other.withoutUsage,
  promptTokens: one.promptTokens + other.promptTokens,
  completionTokens: one.completionTokens + other.completionTokens,
});
