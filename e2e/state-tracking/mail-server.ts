/** What the test needs of a mail server, whichever it is. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** Of every user. */
  readonly password: string;
  /** Puts a message into a mailbox without IMAP. */
  deliver(user: string, message: Uint8Array, mailbox?: string): Promise<unknown>;
  stop(): Promise<void>;
}
