import { decode, encode } from "@msgpack/msgpack";

/** How Gmail was asked to tell of changes. */
export interface GmailRegistration {
  topic: string;
  /** Epoch ms. */
  registeredAt: number;
  expiresAt: number;
}

/** The key of the note in which an account's backend keeps it. */
export const GMAIL_REGISTRATION_KEY = "watch";

export function decodeRegistration(note: Uint8Array): GmailRegistration {
  const [topic, registeredAt, expiresAt] = decode(note) as [string, number, number];
  return { topic, registeredAt, expiresAt };
}

export const encodeRegistration = ({ topic, registeredAt, expiresAt }: GmailRegistration): Uint8Array =>
  encode([topic, registeredAt, expiresAt]);
