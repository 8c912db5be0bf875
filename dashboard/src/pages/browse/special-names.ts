import type { Mailbox } from "@posthorn/contracts/mailboxes";
import { texts } from "./texts.ts";

const NAMES: Partial<Record<NonNullable<Mailbox["specialUse"]>, string>> = {
  "\\Inbox": texts.folders.inbox,
  "\\Drafts": texts.folders.drafts,
  "\\Sent": texts.folders.sent,
  "\\Archive": texts.folders.archive,
  "\\All": texts.folders.all,
  "\\Junk": texts.folders.junk,
  "\\Trash": texts.folders.trash,
  "\\Flagged": texts.folders.flagged,
};

/** What a mailbox is called: the inbox in words, all others as they are named. */
export const folderName = ({ specialUse, name }: Pick<Mailbox, "specialUse" | "name">): string =>
  specialUse === "\\Inbox" ? texts.folders.inbox : name;

/** What a mailbox is for, where it has a role and another name. */
export const folderRole = ({ specialUse }: Pick<Mailbox, "specialUse">): string | undefined =>
  specialUse && NAMES[specialUse];
