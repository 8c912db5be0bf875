import type { ImapCompileNode } from "imapflow/lib/handler/types.js";
import { atom } from "./arguments.ts";

/** The figures of a mailbox. */
export interface MailboxCounters {
  messages: number;
  unseen: number;
  uidNext: number;
  uidValidity: number;
  highestModseq: number;
  size: number;
  mailboxId: string;
}

/** Names and values of STATUS items (RFC 9051 section 6.3.11); what is not known is left out. */
export function statusNodes(items: readonly string[], counters: MailboxCounters): ImapCompileNode[] {
  const values: Record<string, ImapCompileNode> = {
    MESSAGES: atom(counters.messages),
    RECENT: atom(0),
    UNSEEN: atom(counters.unseen),
    UIDNEXT: atom(counters.uidNext),
    UIDVALIDITY: atom(counters.uidValidity),
    HIGHESTMODSEQ: atom(counters.highestModseq),
    SIZE: atom(counters.size),
    MAILBOXID: [atom(counters.mailboxId)],
  };
  return items.flatMap((item) => {
    const value = values[item];
    return value === undefined ? [] : [atom(item), value];
  });
}
