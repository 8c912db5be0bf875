import type { Mailbox } from "@posthorn/contracts/mailboxes";
import { expect, it } from "vitest";
import { chooseFolders } from "./choose-folders.ts";

const mailbox = (path: string, specialUse?: NonNullable<Mailbox["specialUse"]>): Mailbox => ({
  path,
  name: path,
  ...(specialUse && { specialUse }),
});
const USUAL = [
  mailbox("INBOX", "\\Inbox"),
  mailbox("Gesendet", "\\Sent"),
  mailbox("Spam", "\\Junk"),
  mailbox("Papierkorb", "\\Trash"),
  mailbox("Work"),
  { ...mailbox("Shared"), noSelect: true },
];

it.each([
  ["all but junk and trash, without a wish", [], ["INBOX", "Gesendet", "Work"]],
  ["paths as they are, known or not", ["Work", "Nowhere"], ["Work", "Nowhere"]],
  ["special uses by what has them, in any case", ["\\sent", "\\TRASH"], ["Gesendet", "Papierkorb"]],
  ["no special use that nothing has", ["\\Archive", "Work"], ["Work"]],
  ["INBOX in any case", ["inbox"], ["INBOX"]],
  ["each once", ["\\Inbox", "Inbox", "Work", "Work"], ["INBOX", "Work"]],
])("chooses %s", (_, wanted, paths) => {
  expect(chooseFolders(USUAL, wanted)).toEqual(paths);
});

it("chooses the mailbox of all mail alone, where there is one", () => {
  expect(chooseFolders([...USUAL, mailbox("All", "\\All")], [])).toEqual(["All"]);
});
