import type { Socket } from "node:net";

/** A connection to an account's IMAP server, logged in, in which nothing is selected. Whoever asked for it closes it. */
export interface ImapRelay {
  readonly socket: Socket;
  /** What the server can do, in its own words. */
  readonly capabilities: readonly string[];
}

/**
 * Opens a connection of one's own to the IMAP server of an account, by the account's proxy and local address, and logs
 * in. Rejects with a ConnectFailure that has the server's words, or `not_found` for an account without IMAP.
 */
export type OpenImapRelay = (account: string, signal: AbortSignal) => Promise<ImapRelay>;
