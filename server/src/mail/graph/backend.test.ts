import { expect } from "vitest";
import type { MailBackend } from "../../core/mail-backend.ts";
import { keepsTheMailboxPromises, type TestAccount } from "../conformance.ts";
import { ADDRESS, startBench } from "./testing.ts";

async function start(): Promise<TestAccount> {
  const { graph, notes, open, close } = await startBench();
  const mailbox = graph.mailbox(ADDRESS);
  let backend: MailBackend;
  return {
    notes,
    open: () => (backend = open()),
    deliver: async (message, path) => void (await graph.deliver(ADDRESS, message, path)),
    async createMailbox(path) {
      mailbox.addFolder(path, mailbox.root);
    },
    async deleteMailbox(path) {
      mailbox.removeFolder(mailbox.folderAt(path)?.id ?? "");
    },
    async disconnect() {
      graph.script({ fault: "reset" });
      await backend.sync({}).catch(() => undefined);
      graph.unscript();
    },
    async close() {
      await close();
      expect(graph.violations).toEqual([]);
      expect(graph.peak).toBeLessThanOrEqual(4);
    },
  };
}

keepsTheMailboxPromises("Microsoft Graph", start, {
  canRenumber: false,
  tellsHeaderDates: false,
  keepsAllFlags: false,
  tellsOutcomes: false,
  callsTrashedDeleted: true,
  keepsBothTexts: false,
  hasSubscriptions: false,
  listsAllMail: true,
  knowsLabels: true,
  unknownTerms: ["seq", "uid", "answered", "deleted", "to", "cc", "bcc", "larger", "smaller"],
});
