import type { Mailbox } from "@posthorn/contracts/mailboxes";

/** Stands for all mailboxes in the path of a search or a thread. */
export const EVERYWHERE = "*";

/** The mailboxes to look at for all messages, in their order: where one has all mail but that in Junk and Trash, these three. */
export function mailboxesToSearch(listed: readonly Mailbox[]): string[] {
  const mailboxes = listed.filter(({ noSelect }) => !noSelect);
  const all = mailboxes.find(({ specialUse }) => specialUse === "\\All");
  const beside = mailboxes.filter(({ specialUse }) => specialUse === "\\Junk" || specialUse === "\\Trash");
  return (all ? [all, ...beside] : mailboxes).map(({ path }) => path);
}
