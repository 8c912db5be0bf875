import type { SecureContextOptions } from "node:tls";

export interface FakeImapOptions {
  /** What CAPABILITY tells. What the server does follows from it: no MOVE without `MOVE`. */
  capabilities?: readonly string[];
  /** Who may log in with which password or access token; without it, everyone. */
  users?: Record<string, string>;
  /** Prefix of personal mailboxes (RFC 2342), `""` unless said otherwise. */
  namespace?: string;
  delimiter?: string;
  /** TLS from the first byte or by STARTTLS, with this key and certificate; without it, none. */
  tls?: SecureContextOptions & { mode: "implicit" | "starttls" };
}

/** What a modern server offers, as far as this one keeps it. */
export const MODERN = [
  "IMAP4rev1",
  "ENABLE",
  "ID",
  "IDLE",
  "NAMESPACE",
  "UIDPLUS",
  "MOVE",
  "UNSELECT",
  "CHILDREN",
  "LIST-EXTENDED",
  "LIST-STATUS",
  "SPECIAL-USE",
  "CONDSTORE",
  "QRESYNC",
  "ESEARCH",
  "WITHIN",
  "UTF8=ACCEPT",
  "SASL-IR",
  "AUTH=PLAIN",
  "AUTH=XOAUTH2",
] as const;
