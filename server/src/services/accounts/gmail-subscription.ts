import type { GmailSubscription } from "@posthorn/contracts/accounts";
import {
  decodeRegistration,
  decodeRegistrationFault,
  GMAIL_REGISTRATION_FAULT_KEY,
  GMAIL_REGISTRATION_KEY,
} from "../../core/gmail-registration.ts";
import { readNotes } from "../../storage/notes.ts";
import type { Db } from "../../storage/storage.ts";

/** How Gmail was asked to tell of an account's changes; undefined where it never was. */
export async function gmailSubscriptionOf(db: Db, account: string): Promise<GmailSubscription | undefined> {
  // The key of the one begins that of the other.
  const notes = await readNotes(db, account, GMAIL_REGISTRATION_KEY);
  const [registration, fault] = [notes.get(GMAIL_REGISTRATION_KEY), notes.get(GMAIL_REGISTRATION_FAULT_KEY)];
  if (registration === undefined && fault === undefined) return undefined;
  return { ...(registration && arranged(registration)), ...(fault && { error: failed(fault) }) };
}

const iso = (at: number) => new Date(at).toISOString();

function arranged(note: Uint8Array) {
  const { topic, registeredAt, expiresAt } = decodeRegistration(note);
  return { topic, registered: iso(registeredAt), expires: iso(expiresAt) };
}

function failed(note: Uint8Array) {
  const { at, message, status } = decodeRegistrationFault(note);
  return { time: iso(at), message, ...(status !== null && { status }) };
}
