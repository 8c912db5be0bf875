import { expect } from "vitest";
import { keepsTheMailboxPromises, type TestAccount } from "../conformance.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { startGmailAccount } from "./testing.ts";

/** The labels of a message that comes into a mailbox. */
const LABELS: Record<string, string> = { Sent: "SENT", Junk: "SPAM", Trash: "TRASH", Drafts: "DRAFT" };

async function start(): Promise<TestAccount> {
  const { gmail, user, open, close } = await startGmailAccount();
  const { mailbox } = user;
  const notes = new MemoryNotes();
  const labelOf = (path: string) => LABELS[path] ?? mailbox.labelNamed(path)?.id ?? path;
  return {
    notes,
    open: () => open(notes),
    deliver: async (message, path = "INBOX") =>
      void (await user.deliver(message, { labels: [labelOf(path), "UNREAD"] })),
    createMailbox: async (path) => void mailbox.createLabel(path),
    deleteMailbox: async (path) => mailbox.deleteLabel(labelOf(path)),
    remove: async (id) => {
      const message = mailbox.messages.get(id);
      if (message) mailbox.remove(message);
    },
    // As often as one call is tried.
    disconnect: async () => gmail.fail({ times: 4, cut: "before" }),
    async close() {
      await close();
      expect(gmail.violations).toEqual([]);
    },
  };
}

keepsTheMailboxPromises("Gmail", start, {
  canRenumber: false,
  hasPageNumbers: false,
  hasPlaces: false,
  tellsHeaderDates: false,
  keepsAllFlags: false,
  tellsOutcomes: false,
  deletesForGood: false,
  callsTrashedDeleted: true,
  hasSubscriptions: false,
  hasArchive: false,
  listsAllMail: true,
  knowsLabels: true,
  knowsGmailQueries: true,
  unknownTerms: ["seq", "uid", "answered", "deleted"],
});
