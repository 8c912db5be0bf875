import { decode, encode } from "@msgpack/msgpack";
import { type BackendNotes, LASTING_NOTES } from "../../core/mail-backend.ts";

/** One life of a mailbox: a path under one UIDVALIDITY. */
export interface MailboxLife {
  path: string;
  uidValidity: string;
}

/**
 * Numbers for mailboxes, from 1. Ids handed to callers contain them, so a number is committed
 * before it is used, never means anything else later, and survives a flush of the index.
 */
export interface MailboxRegistry {
  numberOf(life: MailboxLife): Promise<number>;
  /** The number, if it has one already. */
  find(life: MailboxLife): Promise<number | undefined>;
  lifeOf(number: number): Promise<MailboxLife | undefined>;
}

export function createMailboxRegistry(notes: BackendNotes): MailboxRegistry {
  let loading: Promise<void> | undefined;
  const byNumber = new Map<number, MailboxLife>();
  const byLife = new Map<string, number>();
  let adding: Promise<unknown> = Promise.resolve();

  const learn = (number: number, life: MailboxLife) => {
    byNumber.set(number, life);
    byLife.set(keyOf(life), number);
  };

  const load = () =>
    (loading ??= (async () => {
      for (const [key, value] of await notes.read(LASTING_NOTES)) {
        const [path, uidValidity] = decode(value) as [string, string];
        learn(Number.parseInt(key.slice(LASTING_NOTES.length), 16), { path, uidValidity });
      }
    })().catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));

  const add = async (life: MailboxLife) => {
    const known = byLife.get(keyOf(life));
    if (known !== undefined) return known;
    const number = Math.max(0, ...byNumber.keys()) + 1;
    const key = LASTING_NOTES + number.toString(16).padStart(8, "0");
    await notes.write([{ key, value: encode([life.path, life.uidValidity]) }]);
    learn(number, life);
    return number;
  };

  return {
    async numberOf(life) {
      await load();
      const known = byLife.get(keyOf(life));
      if (known !== undefined) return known;
      const added = adding.then(() => add(life));
      adding = added.catch(() => undefined);
      return added;
    },
    async find(life) {
      await load();
      return byLife.get(keyOf(life));
    },
    async lifeOf(number) {
      await load();
      return byNumber.get(number);
    },
  };
}

const keyOf = ({ path, uidValidity }: MailboxLife) => `${uidValidity} ${path}`;
