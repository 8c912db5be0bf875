import type { MailAccount } from "../../core/mail-backend.ts";
import { findConfigured } from "./configured-path.ts";
import type { KnownMailbox } from "./mailboxes.ts";
import { readAlias } from "./special-use.ts";

/** Which mailboxes raise events, and in which of them the server's pushes are awaited. */
export interface WatchedMailboxes {
  main: KnownMailbox | undefined;
  isWatched(mailbox: KnownMailbox): boolean;
}

/**
 * Gmail shows every message in All Mail once more, so there only that, Spam and Trash are watched;
 * labels are told as labels.
 */
export function chooseWatched(
  account: Pick<MailAccount, "path">,
  mailboxes: readonly KnownMailbox[],
  isGmail: boolean,
): WatchedMailboxes {
  const find = (wanted: string) => findMailbox(mailboxes, wanted);
  if (account.path !== null) {
    const chosen = account.path.map(find).filter((mailbox) => mailbox !== undefined);
    return { main: chosen[0], isWatched: (mailbox) => chosen.includes(mailbox) };
  }
  const all = isGmail ? find("\\All") : undefined;
  if (all) {
    const uses = ["\\All", "\\Junk", "\\Trash"];
    return { main: all, isWatched: ({ specialUse }) => specialUse !== undefined && uses.includes(specialUse) };
  }
  return { main: find("INBOX") ?? mailboxes[0], isWatched: () => true };
}

/** The mailbox that a path or a special use of the account's settings means. */
export function findMailbox(mailboxes: readonly KnownMailbox[], wanted: string): KnownMailbox | undefined {
  const use = readAlias(wanted);
  if (use === undefined) return findConfigured(mailboxes, wanted);
  return mailboxes.find((mailbox) => mailbox.specialUse === use);
}
