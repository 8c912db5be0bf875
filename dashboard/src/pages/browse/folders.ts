import type { Mailbox, SpecialUse } from "@posthorn/contracts/mailboxes";

/** People look for these first. */
const FIRST: readonly SpecialUse[] = [
  "\\Inbox",
  "\\Flagged",
  "\\Drafts",
  "\\Sent",
  "\\Archive",
  "\\All",
  "\\Junk",
  "\\Trash",
];

export interface Folder {
  mailbox: Mailbox;
  /** How deep it lies below others that are shown. */
  depth: number;
}

/** Mailboxes as they are shown: those with a role first, then by name, each below the one that it lies in. */
export function folderTree(mailboxes: readonly Mailbox[]): Folder[] {
  const paths = new Set(mailboxes.map(({ path }) => path));
  const children = new Map<string | undefined, Mailbox[]>();
  for (const mailbox of mailboxes) {
    const parent = parentOf(mailbox, paths);
    children.set(parent, [...(children.get(parent) ?? []), mailbox]);
  }
  const rank = ({ specialUse }: Mailbox) => {
    const place = specialUse === undefined ? -1 : FIRST.indexOf(specialUse);
    return place === -1 ? FIRST.length : place;
  };
  const listed = (parent: string | undefined, depth: number): Folder[] =>
    (children.get(parent) ?? [])
      .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, undefined, { numeric: true }))
      .flatMap((mailbox) => [{ mailbox, depth }, ...listed(mailbox.path, depth + 1)]);
  return listed(undefined, 0);
}

/** The nearest one that is there; servers that keep everything below INBOX show no tree of it. */
function parentOf({ path, delimiter }: Mailbox, paths: ReadonlySet<string>): string | undefined {
  if (!delimiter) return undefined;
  const parent = path.slice(0, Math.max(0, path.lastIndexOf(delimiter)));
  return parent !== "" && parent.toUpperCase() !== "INBOX" && paths.has(parent) ? parent : undefined;
}
