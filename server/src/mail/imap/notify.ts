import { decodePath } from "imapflow/lib/tools.js";
import type { ImapClient } from "./connection.ts";
import type { MailboxCounters } from "./mailboxes.ts";

/** What a server pushes about mailboxes that are not selected. */
export interface MailboxPushes {
  /** Something changed in a mailbox. */
  onChange(path: string, counters: MailboxCounters): void;
  /** Mailboxes came, went or were renamed, or pushes got lost. */
  onUncertain(): void;
}

interface Token {
  type?: string;
  value?: unknown;
  section?: Token[];
}
interface Untagged {
  attributes?: (Token | Token[])[];
}
/** What imapflow keeps to itself: a command of ours, and responses nobody asked for. */
interface LowLevel {
  exec(command: string, attributes: unknown[]): Promise<{ next(): void }>;
  untaggedHandlers: Record<string, (untagged: Untagged) => Promise<void>>;
}

const atom = (value: string) => ({ type: "ATOM", value });
const MESSAGES = ["MessageNew", "MessageExpunge", "FlagChange"].map(atom);

/**
 * Asks for pushes about every mailbox of the account (NOTIFY, RFC 5465), so that one connection
 * hears of them all. Expunges in the selected mailbox wait for a command that allows for them, as
 * without NOTIFY. Answers whether the server agreed; where it did not, nothing has changed.
 */
export async function subscribeToAll(client: ImapClient, pushes: MailboxPushes): Promise<boolean> {
  if (!client.capabilities.has("NOTIFY")) return false;
  const lowLevel = client as unknown as LowLevel;
  const { STATUS, LIST, OK } = lowLevel.untaggedHandlers;
  lowLevel.untaggedHandlers["STATUS"] = async ({ attributes }) => {
    const path = textOf(attributes?.[0]);
    const items = attributes?.[1];
    if (path !== undefined && Array.isArray(items)) pushes.onChange(decodePath(client, path), readCounters(items));
  };
  lowLevel.untaggedHandlers["LIST"] = async () => pushes.onUncertain();
  lowLevel.untaggedHandlers["OK"] = async (untagged) => {
    if (codeOf(untagged) === "NOTIFICATIONOVERFLOW") pushes.onUncertain();
    await OK?.(untagged);
  };
  try {
    const done = await lowLevel.exec("NOTIFY", [
      atom("SET"),
      [atom("SELECTED-DELAYED"), MESSAGES],
      [atom("PERSONAL"), [...MESSAGES, atom("MailboxName")]],
    ]);
    done.next();
    return true;
  } catch (error) {
    if (!client.usable) throw error;
    Object.assign(lowLevel.untaggedHandlers, { STATUS, LIST, OK });
    return false;
  }
}

function readCounters(items: Token[]): MailboxCounters {
  const found = new Map<string, string>();
  for (let i = 0; i + 1 < items.length; i += 2) {
    const name = textOf(items[i])?.toUpperCase();
    const value = textOf(items[i + 1]);
    if (name !== undefined && value !== undefined && /^\d{1,20}$/.test(value)) found.set(name, value);
  }
  const number = (name: string) => (found.has(name) ? Number(found.get(name)) : undefined);
  const modseq = found.get("HIGHESTMODSEQ");
  return {
    messages: number("MESSAGES"),
    unseen: number("UNSEEN"),
    uidNext: number("UIDNEXT"),
    uidValidity: found.get("UIDVALIDITY"),
    highestModseq: modseq === undefined ? undefined : BigInt(modseq),
  };
}

const codeOf = ({ attributes }: Untagged) => {
  const [first] = attributes ?? [];
  const code = Array.isArray(first) ? undefined : first?.section?.[0]?.value;
  return typeof code === "string" ? code.toUpperCase() : undefined;
};

const textOf = (token: Token | Token[] | undefined) =>
  token && !Array.isArray(token) && typeof token.value === "string" ? token.value : undefined;
