import { decode, encode } from "@msgpack/msgpack";
import {
  decodeRegistration,
  encodeRegistration,
  encodeRegistrationFault,
  GMAIL_REGISTRATION_FAULT_KEY,
  GMAIL_REGISTRATION_KEY,
  type GmailRegistration,
  type GmailRegistrationFault,
} from "../../core/gmail-registration.ts";
import type { NoteWrite } from "../../core/mail-backend.ts";

const KEY = "state";

/** What a watch has to know of the ones before it. */
export interface WatchState {
  /** Everything up to this record of the history has been told. */
  historyId: string;
  /** Where the window of remembered messages begins, in epoch seconds. */
  since: number;
}

export function readState(notes: ReadonlyMap<string, Uint8Array>): WatchState | undefined {
  const note = notes.get(KEY);
  if (!note) return undefined;
  const [historyId, since] = decode(note) as [string, number];
  return { historyId, since };
}

export const stateNote = ({ historyId, since }: WatchState): NoteWrite => ({
  key: KEY,
  value: encode([historyId, since]),
});

export function readRegistration(notes: ReadonlyMap<string, Uint8Array>): GmailRegistration | undefined {
  const note = notes.get(GMAIL_REGISTRATION_KEY);
  return note && decodeRegistration(note);
}

/** Notes of a request that succeeded. */
export const registrationNotes = (registration: GmailRegistration): NoteWrite[] => [
  { key: GMAIL_REGISTRATION_KEY, value: encodeRegistration(registration) },
  { key: GMAIL_REGISTRATION_FAULT_KEY, value: null },
];

/** Notes of one that failed: what was arranged before may still hold. */
export const registrationFaultNotes = (fault: GmailRegistrationFault): NoteWrite[] => [
  { key: GMAIL_REGISTRATION_FAULT_KEY, value: encodeRegistrationFault(fault) },
];
