import type { Mailbox } from "@posthorn/contracts/mailboxes";
import { expect, it } from "vitest";
import { folderTree } from "./folders.ts";

const folder = (path: string, specialUse?: Mailbox["specialUse"], delimiter = "/"): Mailbox => ({
  path,
  name: path.slice(path.lastIndexOf(delimiter) + 1),
  delimiter,
  ...(specialUse && { specialUse }),
});
const shown = (...mailboxes: Mailbox[]) =>
  folderTree(mailboxes).map(({ mailbox, depth }) => "  ".repeat(depth) + mailbox.name);

it("shows mailboxes with a role first, and each below the one that it lies in", () => {
  expect(
    shown(
      folder("Trash", "\\Trash"),
      folder("Work/2026/March"),
      folder("Work/2026"),
      folder("Work/10"),
      folder("Work/9"),
      folder("Archive"),
      folder("Work"),
      folder("INBOX", "\\Inbox"),
      folder("Sent", "\\Sent"),
    ),
  ).toEqual(["INBOX", "Sent", "Trash", "Archive", "Work", "  9", "  10", "  2026", "    March"]);
});

it("makes no tree of what a server keeps below INBOX", () => {
  expect(shown(folder("INBOX.Work", undefined, "."), folder("INBOX", "\\Inbox", "."))).toEqual(["INBOX", "Work"]);
  expect(shown(folder("Gone/Work"))).toEqual(["Work"]);
});
