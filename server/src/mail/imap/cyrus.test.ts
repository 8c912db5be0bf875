import { type Cyrus, startCyrus } from "@posthorn/fakes/cyrus";
import type { ImapFlow } from "imapflow";
import { afterAll, beforeAll, describe } from "vitest";
import { silentLog } from "../../core/log.ts";
import { keepsTheMailboxPromises, type TestAccount } from "../conformance.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { openBackend } from "../open.ts";
import { asOutsider, imapAccount } from "./testing.ts";

const noSmtp = { send: () => Promise.reject(new Error("not in this test")) };
let users = 0;

async function testAccount(server: Cyrus): Promise<TestAccount> {
  const user = `user${++users}`;
  const account = imapAccount({ ...server, user });
  const notes = new MemoryNotes();
  const outside = (work: (client: ImapFlow) => Promise<unknown>) => asOutsider(server, user, work);
  return {
    notes,
    open: () => openBackend(account, notes, { log: silentLog, smtp: noSmtp, timeouts: { pollMs: 300 } }),
    // Not over LMTP, which would add to the source.
    deliver: (message, mailbox = "INBOX") => outside((client) => client.append(mailbox, message)),
    createMailbox: (path) => outside((client) => client.mailboxCreate(path)),
    deleteMailbox: (path) => outside((client) => client.mailboxDelete(path)),
    disconnect: () => server.disconnect(user),
    async close() {},
  };
}

/** Of another family than Dovecot: its own notions of mailboxes, numbers and notices. */
describe("Cyrus", () => {
  let server: Cyrus;
  beforeAll(async () => {
    server = await startCyrus();
  });
  afterAll(() => server.stop());
  keepsTheMailboxPromises("Cyrus", () => testAccount(server), { canRenumber: false });
});
