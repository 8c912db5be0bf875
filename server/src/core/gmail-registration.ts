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

/** The key of the note that says why the last request failed. */
export const GMAIL_REGISTRATION_FAULT_KEY = "watchFault";

/** Why Gmail does not tell of changes. */
export interface GmailRegistrationFault {
  /** Epoch ms. */
  at: number;
  message: string;
  status: number | null;
}

export const decodeRegistrationFault = (note: Uint8Array) => decode(note) as GmailRegistrationFault;
export const encodeRegistrationFault = (fault: GmailRegistrationFault): Uint8Array => encode(fault);

export function decodeRegistration(note: Uint8Array): GmailRegistration {
  const [topic, registeredAt, expiresAt] = decode(note) as [string, number, number];
  return { topic, registeredAt, expiresAt };
}

export const encodeRegistration = ({ topic, registeredAt, expiresAt }: GmailRegistration): Uint8Array =>
  encode([topic, registeredAt, expiresAt]);
