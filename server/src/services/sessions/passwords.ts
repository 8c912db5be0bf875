import type { Options } from "@node-rs/argon2";
import { randomBytes } from "node:crypto";
import { PosthornError } from "../../core/errors.ts";
import { isPbkdf2, verifyPbkdf2 } from "./pbkdf2.ts";

/** 19 MiB, two passes, one lane: what OWASP recommends for argon2id. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } satisfies Options;
/** Each one that runs takes 19 MiB and a thread of the pool, which files and names need, too. */
const AT_ONCE = 2;
const MOST_WAITING = 100;

/** Passwords as they are kept and checked: argon2id, prepared ones also PBKDF2, off the event loop, a few at a time. */
export interface Passwords {
  /** In PHC form. Throws `unavailable` when too many wait already. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password is the one of the hash. Without a hash it takes as long and is wrong, so that
   * time does not tell whether there is such a user. Throws `unavailable` when too many wait already.
   */
  verify(hash: string | null | undefined, password: string): Promise<boolean>;
  /** Whether the hash was made under other parameters than those of today. */
  isOutdated(hash: string): Promise<boolean>;
}

export function createPasswords(): Passwords {
  const waiting: (() => void)[] = [];
  let running = 0;
  let nobody: Promise<string> | undefined;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= AT_ONCE) {
      if (waiting.length >= MOST_WAITING)
        throw new PosthornError("unavailable", "Too many sign-ins at once, try again later", { temporary: true });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  }

  // Machine code that an installation without users need not load.
  const argon2 = () => import("@node-rs/argon2");

  return {
    hash: (password) => inTurn(async () => (await argon2()).hash(password, PARAMETERS)),
    async verify(hash, password) {
      nobody ??= argon2().then(({ hash }) => hash(randomBytes(32), PARAMETERS));
      const known = hash ?? (await nobody);
      const isRight = await inTurn(async () =>
        isPbkdf2(known) ? verifyPbkdf2(known, password) : (await argon2()).verify(known, password),
      );
      return isRight && known === hash;
    },
    async isOutdated(hash) {
      if (isPbkdf2(hash)) return true;
      const { parseOptions } = await argon2();
      const { memoryCost, timeCost, parallelism, algorithm } = parseOptions(hash);
      // 2 is argon2id; its name is a constant that only exists at compile time.
      return (
        (algorithm as number) !== 2 ||
        memoryCost !== PARAMETERS.memoryCost ||
        timeCost !== PARAMETERS.timeCost ||
        parallelism !== PARAMETERS.parallelism
      );
    },
  };
}
