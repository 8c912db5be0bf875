import { folderNotFound } from "./errors.ts";
import type { KnownMailbox } from "./mailboxes.ts";
import { readAlias } from "./special-use.ts";
import type { StoredListing } from "./stored-listing.ts";

/** The account's mailboxes as last seen, asked for again when something is not found or too old. */
export interface MailboxDirectory {
  /** Turns a special use or another spelling of INBOX into a path; other paths pass as they are. */
  resolve(path: string, signal?: AbortSignal): Promise<string>;
  all(signal?: AbortSignal): Promise<KnownMailbox[]>;
  /** What is known without asking. */
  known(path: string): KnownMailbox | undefined;
  /** Takes over a listing that somebody made anyway, and keeps it for times without a connection. */
  learn(mailboxes: KnownMailbox[]): Promise<void>;
  /** As last listed, by whomever and whenever; empty before the first time. */
  stored(): Promise<KnownMailbox[]>;
  forget(): void;
}

export function createMailboxDirectory(
  list: (signal?: AbortSignal) => Promise<KnownMailbox[]>,
  listing: StoredListing,
): MailboxDirectory {
  let mailboxes: KnownMailbox[] | undefined;
  const learn = async (found: KnownMailbox[]) => {
    mailboxes = found;
    await listing.keep(found);
  };
  const ask = async (signal?: AbortSignal) => {
    const found = await list(signal);
    await learn(found);
    return found;
  };
  const all = async (signal?: AbortSignal) => mailboxes ?? ask(signal);
  return {
    all,
    learn,
    stored: () => listing.read(),
    async resolve(path, signal) {
      if (path.toUpperCase() === "INBOX") return "INBOX";
      const use = readAlias(path);
      if (use === undefined) return path;
      if (use === "\\Inbox") return "INBOX";
      const of = (list: KnownMailbox[]) => list.find((mailbox) => mailbox.specialUse === use)?.path;
      const found = of(await all(signal));
      if (found !== undefined) return found;
      // It may have been made since.
      const made = of(await ask(signal));
      if (made === undefined) throw folderNotFound(path);
      return made;
    },
    known: (path) => mailboxes?.find((mailbox) => mailbox.path === path),
    forget() {
      mailboxes = undefined;
    },
  };
}
