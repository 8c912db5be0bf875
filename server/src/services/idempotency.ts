import { type ErrorKind, PosthornError } from "../core/errors.ts";

/**
 * Lets the requests with one idempotency key of an account in one at a time. A second one waits for
 * the first and then finds its answer stored. When the first one failed in a way that would only
 * repeat itself, the second one fails with the same error; after any other failure it may run.
 * (Across nodes the stored answer alone decides.)
 */
export interface IdempotencyGate {
  run<T>(account: string, key: string, work: () => Promise<T>): Promise<T>;
}

/** What is wrong with a request stays wrong: the key names one request, however often it is sent. */
const STAYS: readonly ErrorKind[] = ["invalid", "forbidden", "not_found", "conflict", "too_large", "unsupported"];
const repeatsItself = (error: unknown) =>
  error instanceof PosthornError && STAYS.includes(error.kind) && !error.temporary;

export function createIdempotencyGate(): IdempotencyGate {
  const running = new Map<string, Promise<unknown>>();
  return {
    async run(account, key, work) {
      const name = JSON.stringify([account, key]);
      for (let first = running.get(name); first !== undefined; first = running.get(name))
        await first.catch((error: unknown) => {
          if (repeatsItself(error)) throw error;
        });
      const mine = work().finally(() => running.delete(name));
      running.set(name, mine);
      return mine;
    },
  };
}

/** The header's value without its quotes (RFC 8941 strings); empty means none. */
export function idempotencyKeyOf(header: string | undefined): string | null {
  if (header === undefined) return null;
  const text = header.trim();
  const key = /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(["\\])/g, "$1") : text;
  return key === "" ? null : key;
}
