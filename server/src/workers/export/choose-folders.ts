import type { Mailbox } from "@posthorn/contracts/mailboxes";

/**
 * The paths of the mailboxes to export, each once. Without a wish it is the mailbox of all mail,
 * else all but junk and trash. A special use that no mailbox has is passed over; a path is taken as
 * it is, since a mailbox that is not there counts as empty.
 */
export function chooseFolders(mailboxes: readonly Mailbox[], wanted: readonly string[]): string[] {
  const readable = mailboxes.filter(({ noSelect }) => noSelect !== true);
  const withUse = (use: string) =>
    readable.find(({ specialUse }) => specialUse?.toLowerCase() === use.toLowerCase())?.path;
  if (wanted.length === 0) {
    const all = withUse("\\All");
    if (all !== undefined) return [all];
    return readable
      .filter(({ specialUse }) => specialUse !== "\\Junk" && specialUse !== "\\Trash")
      .map(({ path }) => path);
  }
  const paths = wanted.flatMap((name) => {
    if (name.startsWith("\\")) return withUse(name) ?? [];
    // RFC 9051 section 5.1: INBOX in any case is the same mailbox.
    return name.toUpperCase() === "INBOX" ? "INBOX" : name;
  });
  return [...new Set(paths)];
}
