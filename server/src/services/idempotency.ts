import { createHash } from "node:crypto";
import { type ErrorKind, PosthornError } from "../core/errors.ts";
import { findIdempotentAnswer, insertIdempotentAnswer } from "../storage/idempotency-keys.ts";
import type { SettingsStore } from "../storage/settings.ts";
import type { Db } from "../storage/storage.ts";

/**
 * Lets the requests with one idempotency key of an account in one at a time. A second one waits for
 * the first and then finds its answer stored. When the first one asked for the same and failed in a way
 * that would only repeat itself, the second one fails with the same error; after any other failure it may run.
 * (Across nodes the stored answer alone decides.)
 */
export interface IdempotencyGate {
  run<T>(account: string, key: IdempotencyKey, work: () => Promise<T>): Promise<T>;
}

/** What is wrong with a request stays wrong: the key names one request, however often it is sent. */
const STAYS: readonly ErrorKind[] = ["invalid", "forbidden", "not_found", "conflict", "too_large", "unsupported"];
const repeatsItself = (error: unknown) =>
  error instanceof PosthornError && STAYS.includes(error.kind) && !error.temporary;

export function createIdempotencyGate(): IdempotencyGate {
  const running = new Map<string, { fingerprint: string | null; outcome: Promise<unknown> }>();
  return {
    async run(account, { value, fingerprint }, work) {
      const name = JSON.stringify([account, value]);
      for (let first = running.get(name); first !== undefined; first = running.get(name)) {
        const isSame = first.fingerprint === fingerprint;
        await first.outcome.catch((error: unknown) => {
          if (isSame && repeatsItself(error)) throw error;
        });
      }
      const outcome = work().finally(() => running.delete(name));
      running.set(name, { fingerprint, outcome });
      return outcome;
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

/** The key of a call. */
export interface IdempotencyKey {
  value: string;
  /** A hash of what the call asks for; null while nobody compares (the setting `strictIdempotencyKeys`). */
  fingerprint: string | null;
}

/** The key of a call that asks for these things: values of JSON, or bytes. */
export function keyOfCall(
  { settings }: { settings: Pick<SettingsStore, "get"> },
  value: string | null,
  ...asked: unknown[]
): IdempotencyKey | null {
  if (value === null) return null;
  return { value, fingerprint: settings.get("strictIdempotencyKeys") ? fingerprintOf(asked) : null };
}

function fingerprintOf(asked: readonly unknown[]): string {
  const hash = createHash("sha256");
  for (const part of asked) hash.update(Buffer.isBuffer(part) ? part : `${JSON.stringify(part, inOrder)}\n`);
  return hash.digest("base64url");
}

/** Whatever the order in which a client writes the names. */
const inOrder = (_: string, value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/**
 * What the first call with the key was answered; undefined when this is the first. Throws IdempotencyKeyMismatch when that
 * one asked for something else, and both were to be compared.
 */
export async function findAnswer<T>(
  db: Db,
  account: string,
  { value, fingerprint }: IdempotencyKey,
): Promise<T | undefined> {
  const known = await findIdempotentAnswer(db, account, value);
  if (known === undefined) return undefined;
  if (fingerprint !== null && known.fingerprint !== null && fingerprint !== known.fingerprint)
    throw new PosthornError("unsupported", "The idempotency key was used for another request", {
      code: "IdempotencyKeyMismatch",
    });
  return known.response as T;
}

/** Stores the answer to the first call with the key; false when another node was faster. */
export const keepAnswer = (
  db: Db,
  account: string,
  { value, fingerprint }: IdempotencyKey,
  response: unknown,
  now: number,
): Promise<boolean> => insertIdempotentAnswer(db, { account, key: value, fingerprint, response, createdAt: now });
