import { decode, encode } from "@msgpack/msgpack";
import type { NoteWrite } from "../../core/mail-backend.ts";

const KEY = "state";

/** What a watch has to know of the ones before it. */
export interface WatchState {
  /** Everything up to this record of the history has been told. */
  historyId: string;
  /** Where the window of remembered messages begins, in epoch seconds. */
  since: number;
}

/** How Gmail was asked to tell of changes. */
export interface Registration {
  topic: string;
  /** Epoch ms. */
  registeredAt: number;
  expiresAt: number;
}

const REGISTRATION_KEY = "watch";

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

export function readRegistration(notes: ReadonlyMap<string, Uint8Array>): Registration | undefined {
  const note = notes.get(REGISTRATION_KEY);
  if (!note) return undefined;
  const [topic, registeredAt, expiresAt] = decode(note) as [string, number, number];
  return { topic, registeredAt, expiresAt };
}

export const registrationNote = ({ topic, registeredAt, expiresAt }: Registration): NoteWrite => ({
  key: REGISTRATION_KEY,
  value: encode([topic, registeredAt, expiresAt]),
});
