import { SPECIAL_USES, type SpecialUse } from "@posthorn/contracts/mailboxes";
import type { ImapSettings } from "../../core/mail-backend.ts";
import { findConfigured } from "./configured-path.ts";
import { useByGuess, useByName } from "./special-use-names.ts";

/** A mailbox as LIST tells it. */
export interface ListedMailbox {
  path: string;
  name: string;
  delimiter: string | null;
  attributes: ReadonlySet<string>;
  subscribed: boolean;
}

export interface AssignedUse {
  specialUse: SpecialUse;
  source: "user" | "extension" | "name";
}

/**
 * Which mailbox serves which purpose: what the account says, then what the server says, then what
 * the names say. One mailbox per use; ties go to the path that sorts first. Mailboxes that can't be
 * opened serve none, whoever says so.
 */
export function assignSpecialUses(
  mailboxes: readonly ListedMailbox[],
  chosen: Pick<ImapSettings, "sentMailPath" | "draftsMailPath" | "junkMailPath" | "trashMailPath" | "archiveMailPath">,
): Map<string, AssignedUse> {
  const assigned = new Map<string, AssignedUse>();
  const taken = new Set<SpecialUse>();
  const assign = (path: string, specialUse: SpecialUse | undefined, source: AssignedUse["source"]) => {
    if (specialUse === undefined || taken.has(specialUse) || assigned.has(path)) return;
    assigned.set(path, { specialUse, source });
    taken.add(specialUse);
  };
  const sorted = mailboxes
    .filter(({ attributes }) => isSelectable(attributes))
    .sort((a, b) => (a.path < b.path ? -1 : 1));

  if (sorted.some(({ path }) => path === "INBOX")) assign("INBOX", "\\Inbox", "name");
  const wishes: [string | null, SpecialUse][] = [
    [chosen.sentMailPath, "\\Sent"],
    [chosen.draftsMailPath, "\\Drafts"],
    [chosen.junkMailPath, "\\Junk"],
    [chosen.trashMailPath, "\\Trash"],
    [chosen.archiveMailPath, "\\Archive"],
  ];
  for (const [wanted, use] of wishes) {
    const mailbox = wanted === null ? undefined : findConfigured(sorted, wanted);
    if (mailbox) assign(mailbox.path, use, "user");
  }
  for (const { path, attributes } of sorted) assign(path, useByAttribute(attributes), "extension");
  for (const { path, name } of sorted) assign(path, useByName(name), "name");
  for (const { path, name } of sorted) assign(path, useByGuess(name), "name");
  return assigned;
}

export const isSelectable = (attributes: ReadonlySet<string>) =>
  ![...attributes].some((attribute) => /^\\(noselect|nonexistent)$/i.test(attribute));

/** XLIST, the predecessor of SPECIAL-USE, has words of its own. */
const ATTRIBUTES = new Map<string, SpecialUse>([
  ...SPECIAL_USES.filter((use) => use !== "\\Inbox").map((use): [string, SpecialUse] => [use.toLowerCase(), use]),
  ["\\allmail", "\\All"],
  ["\\spam", "\\Junk"],
  ["\\starred", "\\Flagged"],
]);

function useByAttribute(attributes: ReadonlySet<string>): SpecialUse | undefined {
  for (const attribute of attributes) {
    const use = ATTRIBUTES.get(attribute.toLowerCase());
    if (use) return use;
  }
  return undefined;
}

/** A special use as callers may write it, in its own spelling; undefined for an ordinary path. */
export function readAlias(path: string): SpecialUse | undefined {
  if (!path.startsWith("\\")) return undefined;
  const lower = path.toLowerCase();
  return SPECIAL_USES.find((use) => use.toLowerCase() === lower);
}

const ORDER: SpecialUse[] = ["\\Inbox", "\\Flagged", "\\Sent", "\\Drafts", "\\All", "\\Archive", "\\Junk", "\\Trash"];
const rank = (use: SpecialUse | undefined) => (use === undefined ? ORDER.length : ORDER.indexOf(use));
const collator = new Intl.Collator();

export const byUseThenPath = (
  a: { specialUse?: SpecialUse; path: string },
  b: { specialUse?: SpecialUse; path: string },
) => rank(a.specialUse) - rank(b.specialUse) || collator.compare(a.path, b.path);
