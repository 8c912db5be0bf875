import { EventEmitter } from "node:events";

/** A message as the server holds it. */
export interface StoredMessage {
  uid: number;
  flags: Set<string>;
  modseq: number;
  internalDate: Date;
  raw: Buffer;
  /** Counts deliveries of the whole store, so that a frozen view knows what came later. */
  readonly arrival: number;
  /** EMAILID of OBJECTID, and in decimal X-GM-MSGID. */
  readonly emailId: string;
  threadId: string;
  /** X-GM-LABELS. */
  labels: Set<string>;
}

export interface StoredMailbox {
  path: string;
  readonly mailboxId: string;
  uidValidity: number;
  uidNext: number;
  messages: StoredMessage[];
  highestModseq: number;
  /** What was expunged, for VANISHED (RFC 7162). */
  vanished: { uid: number; modseq: number }[];
  /** Attributes of LIST, such as `\Sent` or `\NonExistent`. */
  attributes: Set<string>;
  subscribed: boolean;
}

export interface DeliverOptions {
  flags?: string[];
  /** Now when left out. */
  internalDate?: Date;
  labels?: string[];
  /** Of its own when left out; decimal digits, so that Gmail can tell it too. */
  emailId?: string;
  threadId?: string;
  /** UIDs may have gaps. */
  uid?: number;
}

interface StoreEvents {
  /** A message came, went or changed. */
  changed: [mailbox: StoredMailbox];
  /** Who has the mailbox open can't go on: it was deleted or has new UIDs. */
  void: [mailbox: StoredMailbox];
}

/** The mail of one user, in memory. What is done to it here happens behind the backs of all connections. */
export class MailStore extends EventEmitter<StoreEvents> {
  readonly mailboxes = new Map<string, StoredMailbox>();
  readonly delimiter: string;
  /** How full the account is (RFC 9208, STORAGE); without it, it has no limit. */
  quota: { usageKiB: number; limitKiB: number } | undefined;
  #arrivals = 0;
  #lastUidValidity = 1_000;

  constructor(delimiter: string) {
    super();
    this.setMaxListeners(0);
    this.delimiter = delimiter;
    this.create("INBOX");
  }

  /** Deliveries so far. */
  get arrivals(): number {
    return this.#arrivals;
  }

  find(path: string): StoredMailbox | undefined {
    return this.mailboxes.get(path.toUpperCase() === "INBOX" ? "INBOX" : path);
  }

  /** The mailbox at a path; throws where there is none, since a test names only what it made. */
  at(path: string): StoredMailbox {
    const mailbox = this.find(path);
    if (!mailbox) throw new Error(`The fake has no mailbox ${path}`);
    return mailbox;
  }

  create(
    path: string,
    { attributes = [], subscribed = true }: { attributes?: string[]; subscribed?: boolean } = {},
  ): StoredMailbox {
    const uidValidity = ++this.#lastUidValidity;
    const mailbox: StoredMailbox = {
      path,
      mailboxId: `F${uidValidity}`,
      uidValidity,
      uidNext: 1,
      messages: [],
      highestModseq: 1,
      vanished: [],
      attributes: new Set(attributes),
      subscribed,
    };
    this.mailboxes.set(path, mailbox);
    return mailbox;
  }

  deliver(path: string, raw: string | Buffer, options: DeliverOptions = {}): StoredMessage {
    const mailbox = this.at(path);
    const arrival = ++this.#arrivals;
    const uid = options.uid ?? mailbox.uidNext;
    const message: StoredMessage = {
      uid,
      flags: new Set(options.flags),
      modseq: ++mailbox.highestModseq,
      internalDate: options.internalDate ?? new Date(),
      raw: typeof raw === "string" ? Buffer.from(raw) : raw,
      arrival,
      emailId: options.emailId ?? String(1_700_000_000_000 + arrival),
      threadId: options.threadId ?? String(1_600_000_000_000 + arrival),
      labels: new Set(options.labels),
    };
    mailbox.uidNext = Math.max(mailbox.uidNext, uid + 1);
    mailbox.messages.push(message);
    this.emit("changed", mailbox);
    return message;
  }

  /** Gives a message these flags and no others. */
  flag(path: string, uid: number, flags: Iterable<string>): void {
    this.touch(this.at(path), uid, (message) => void (message.flags = new Set(flags)));
  }

  label(path: string, uid: number, labels: Iterable<string>): void {
    this.touch(this.at(path), uid, (message) => void (message.labels = new Set(labels)));
  }

  touch(mailbox: StoredMailbox, uid: number, change: (message: StoredMessage) => void): void {
    const message = mailbox.messages.find((candidate) => candidate.uid === uid);
    if (!message) return;
    change(message);
    message.modseq = ++mailbox.highestModseq;
    this.emit("changed", mailbox);
  }

  expunge(path: string, ...uids: number[]): void {
    this.remove(this.at(path), uids);
  }

  remove(mailbox: StoredMailbox, uids: readonly number[]): void {
    for (const uid of uids) {
      const at = mailbox.messages.findIndex((message) => message.uid === uid);
      if (at < 0) continue;
      mailbox.messages.splice(at, 1);
      mailbox.vanished.push({ uid, modseq: ++mailbox.highestModseq });
    }
    this.emit("changed", mailbox);
  }

  /** Gives the mailbox a new UIDVALIDITY and its messages UIDs from 1. */
  renumber(path: string): void {
    const mailbox = this.at(path);
    mailbox.uidValidity = ++this.#lastUidValidity;
    mailbox.messages = mailbox.messages.map((message, i) => ({ ...message, uid: i + 1, modseq: i + 2 }));
    mailbox.uidNext = mailbox.messages.length + 1;
    mailbox.highestModseq = mailbox.messages.length + 1;
    mailbox.vanished = [];
    this.emit("void", mailbox);
  }

  /** Children follow (RFC 9051 section 6.3.6). */
  rename(path: string, newPath: string): void {
    const moved = [...this.mailboxes.values()].filter(
      (mailbox) => mailbox.path === path || mailbox.path.startsWith(path + this.delimiter),
    );
    for (const mailbox of moved) {
      this.mailboxes.delete(mailbox.path);
      mailbox.path = newPath + mailbox.path.slice(path.length);
      this.mailboxes.set(mailbox.path, mailbox);
    }
  }

  delete(path: string): void {
    const mailbox = this.at(path);
    this.mailboxes.delete(mailbox.path);
    this.emit("void", mailbox);
  }
}
