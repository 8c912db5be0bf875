/**
 * Lets the requests with one idempotency key of an account in one at a time: a second one waits for
 * the first and then finds its answer stored. (Across nodes the stored answer alone decides.)
 */
export interface IdempotencyGate {
  run<T>(account: string, key: string, work: () => Promise<T>): Promise<T>;
}

export function createIdempotencyGate(): IdempotencyGate {
  const tails = new Map<string, Promise<unknown>>();
  return {
    async run(account, key, work) {
      const name = JSON.stringify([account, key]);
      const before = tails.get(name);
      const mine = (before ?? Promise.resolve()).then(work, work);
      tails.set(name, mine);
      try {
        return await mine;
      } finally {
        if (tails.get(name) === mine) tails.delete(name);
      }
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
