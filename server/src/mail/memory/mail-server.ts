import type { Quota } from "@posthorn/contracts/accounts";
import type { SpecialUse } from "@posthorn/contracts/mailboxes";
import { ConnectFailure, type MailBackend, type OutgoingMessage, SendError } from "../../core/mail-backend.ts";

export interface StoredMail {
  uid: number;
  raw: Buffer;
  flags: Set<string>;
  receivedAt: Date;
  /** Whether it came from outside, rather than by a move or an upload. */
  isArrival: boolean;
}

export interface StoredMailbox {
  path: string;
  specialUse: SpecialUse | undefined;
  subscribed: boolean;
  uidValidity: number;
  nextUid: number;
  /** In the order of their UIDs. */
  mails: StoredMail[];
}

/** A message as it was handed to `send`. */
export type SentMail = Pick<OutgoingMessage, "content" | "envelope" | "dsn" | "proxy" | "localAddress">;

/** What can be made to fail. "connect" is the next watch. */
export type Operation = Exclude<keyof MailBackend, "watch" | "close" | "connections"> | "connect";

const SPECIAL: [string, SpecialUse][] = [
  ["INBOX", "\\Inbox"],
  ["Sent", "\\Sent"],
  ["Drafts", "\\Drafts"],
  ["Junk", "\\Junk"],
  ["Trash", "\\Trash"],
];
/** Not there from the beginning, yet known by its name once it is. */
const BY_NAME: ReadonlyMap<string, SpecialUse> = new Map([["Archive", "\\Archive"]]);

/**
 * A mail account that lives in memory, with its server's side in the test's hands: mail arrives by
 * `deliver`, calls fail by `failNext`, and what was sent is in `sent`.
 */
export class MemoryMailServer {
  readonly sent: SentMail[] = [];
  /** How full the account is, in bytes. */
  quota: Quota = false;
  readonly #mailboxes = new Map<string, StoredMailbox>();
  readonly #failures: { operation: Operation; error: Error }[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #connections = new Set<(failure: ConnectFailure) => void>();
  #refusals: { recipient: RegExp; response: string }[] = [];
  #uidValidity = 1000;

  constructor() {
    for (const [path, specialUse] of SPECIAL) this.createMailbox(path, specialUse);
  }

  // ---- For tests ----------------------------------------------------------------------------

  /** Puts a message into a mailbox, as mail from outside does. Answers its UID. */
  deliver(message: string | Buffer, path = "INBOX", receivedAt = new Date()): number {
    const mailbox = this.#mailboxes.get(path);
    if (!mailbox) throw new Error(`There is no mailbox ${path}`);
    return this.store(mailbox, { raw: Buffer.from(message), flags: new Set(), receivedAt, isArrival: true }).uid;
  }

  /** The next call of `operation` rejects with `error`; several wait in line. */
  failNext(operation: Operation, error: Error): void {
    this.#failures.push({ operation, error });
  }

  /** Recipients like this are refused from now on, the way an SMTP server does, with a reply such as `550 No such user`. */
  refuse(recipient: RegExp, response: string): void {
    this.#refusals.push({ recipient, response });
  }

  createMailbox(path: string, specialUse = BY_NAME.get(path)): void {
    const uidValidity = ++this.#uidValidity;
    this.#mailboxes.set(path, { path, specialUse, subscribed: true, uidValidity, nextUid: 1, mails: [] });
    this.changed();
  }

  deleteMailbox(path: string): void {
    this.#mailboxes.delete(path);
    this.changed();
  }

  /** Those below it follow. */
  renameMailbox(path: string, newPath: string): void {
    for (const mailbox of this.mailboxes) {
      if (mailbox.path !== path && !mailbox.path.startsWith(`${path}/`)) continue;
      this.#mailboxes.delete(mailbox.path);
      mailbox.path = newPath + mailbox.path.slice(path.length);
      this.#mailboxes.set(mailbox.path, mailbox);
    }
    this.changed();
  }

  /** Gives a mailbox a new identity; its messages get new UIDs. */
  renumber(path: string): void {
    const mailbox = this.#mailboxes.get(path);
    if (!mailbox) throw new Error(`There is no mailbox ${path}`);
    mailbox.uidValidity = ++this.#uidValidity;
    mailbox.nextUid = 1;
    for (const mail of mailbox.mails) mail.uid = mailbox.nextUid++;
    this.changed();
  }

  /** Cuts every connection. */
  disconnect(): void {
    for (const cut of this.#connections) {
      cut(new ConnectFailure("connection", "Connection closed", { serverResponseCode: "ECONNRESET" }));
    }
  }

  // ---- For the backend ----------------------------------------------------------------------

  get mailboxes(): StoredMailbox[] {
    return [...this.#mailboxes.values()];
  }

  /** The mailbox of a path or a special use. */
  find(path: string): StoredMailbox | undefined {
    if (path.toUpperCase() === "INBOX") return this.#mailboxes.get("INBOX");
    if (!path.startsWith("\\")) return this.#mailboxes.get(path);
    return this.mailboxes.find(({ specialUse }) => specialUse?.toLowerCase() === path.toLowerCase());
  }

  store(mailbox: StoredMailbox, mail: Omit<StoredMail, "uid">): StoredMail {
    const stored = { ...mail, uid: mailbox.nextUid++ };
    mailbox.mails.push(stored);
    this.changed();
    return stored;
  }

  remove(mailbox: StoredMailbox, uid: number): void {
    mailbox.mails = mailbox.mails.filter((mail) => mail.uid !== uid);
    this.changed();
  }

  /** Throws what was ordered for this call, if anything was. */
  checkpoint(operation: Operation): void {
    const index = this.#failures.findIndex((failure) => failure.operation === operation);
    if (index !== -1) throw this.#failures.splice(index, 1)[0]?.error;
  }

  /** Those who were refused. Throws a SendError when nobody is left. */
  refusalsAmong(recipients: string[]): { address: string; response: string }[] {
    const refused = recipients.flatMap((address) => {
      const refusal = this.#refusals.find(({ recipient }) => recipient.test(address));
      return refusal ? [{ address, response: refusal.response }] : [];
    });
    const [first] = refused;
    if (refused.length === recipients.length) {
      const smtpResponse = first?.response ?? "554 No recipients";
      throw new SendError(`Can't send mail - all recipients were rejected: ${smtpResponse}`, {
        code: "EENVELOPE",
        smtpResponse,
        smtpResponseCode: Number.parseInt(smtpResponse, 10),
        smtpCommand: "RCPT TO",
      });
    }
    return refused;
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Tells `onChange` of everything that happens, and `onCut` of the connection's end. Returns how to stop it. */
  connect(onChange: () => void, onCut: (failure: ConnectFailure) => void): () => void {
    this.#listeners.add(onChange);
    this.#connections.add(onCut);
    return () => {
      this.#listeners.delete(onChange);
      this.#connections.delete(onCut);
    };
  }
}
