import { readMimePart, headerValues, type MimePart } from "../imap/mime-part.ts";

export interface StoredMessage {
  id: string;
  threadId: string;
  labels: Set<string>;
  raw: Buffer;
  mime: MimePart;
  /** Epoch ms. */
  internalDate: number;
  historyId: number;
  /** The Message-ID without brackets. */
  messageId: string;
}

export interface Label {
  id: string;
  name: string;
  type: "system" | "user";
}

type RecordKind = "messagesAdded" | "messagesDeleted" | "labelsAdded" | "labelsRemoved";

export interface HistoryRecord {
  id: number;
  kind: RecordKind;
  message: { id: string; threadId: string; labelIds: string[] };
  labelIds: string[];
}

const SYSTEM_LABELS = [
  "CHAT",
  "SENT",
  "INBOX",
  "IMPORTANT",
  "TRASH",
  "DRAFT",
  "SPAM",
  "CATEGORY_FORUMS",
  "CATEGORY_UPDATES",
  "CATEGORY_PERSONAL",
  "CATEGORY_PROMOTIONS",
  "CATEGORY_SOCIAL",
  "STARRED",
  "UNREAD",
];

export interface NewMessage {
  labels: readonly string[];
  /** Epoch ms; the clock's time unless said otherwise. */
  internalDate?: number;
  threadId?: string | undefined;
}

/** The mailbox of one user, and everything that happened in it. */
export class GmailMailbox {
  readonly email: string;
  readonly messages = new Map<string, StoredMessage>();
  readonly labels = new Map<string, Label>(
    SYSTEM_LABELS.map((name) => [name, { id: name, name, type: "system" as const }]),
  );
  /** The ids of drafts with those of their messages. */
  readonly drafts = new Map<string, string>();
  readonly history: HistoryRecord[] = [];
  readonly signatures: { sendAsEmail: string; signature: string }[] = [];
  /** What was sent, byte for byte. */
  readonly sent: Buffer[] = [];
  language = "en";
  watch: { topicName: string; expiration: number } | undefined;
  historyId = 1000;
  /** No record up to this one is told any more. */
  historyFloor = 1000;
  readonly #now: () => number;
  readonly #onChange: () => void;
  readonly #threadOf = new Map<string, string>();
  #lastId = 0x1000;

  constructor(email: string, now: () => number, onChange: (mailbox: GmailMailbox) => void) {
    this.email = email;
    this.#now = now;
    this.#onChange = () => onChange(this);
  }

  /** Messages newest first, as Gmail lists them. */
  get newestFirst(): StoredMessage[] {
    return [...this.messages.values()].reverse().sort((a, b) => b.internalDate - a.internalDate);
  }

  async add(raw: Buffer, { labels, internalDate = this.#now(), threadId }: NewMessage): Promise<StoredMessage> {
    const mime = await readMimePart(raw);
    const own = idsIn(headerValues(mime, "message-id"));
    const named = [...idsIn(headerValues(mime, "references")), ...idsIn(headerValues(mime, "in-reply-to"))];
    const id = this.#newId();
    const thread = threadId ?? [...own, ...named].map((name) => this.#threadOf.get(name)).find(Boolean) ?? id;
    for (const name of [...own, ...named]) if (!this.#threadOf.has(name)) this.#threadOf.set(name, thread);
    const message: StoredMessage = {
      id,
      threadId: thread,
      labels: new Set(labels),
      raw,
      mime,
      internalDate,
      historyId: 0,
      messageId: own[0] ?? "",
    };
    this.messages.set(id, message);
    this.#record("messagesAdded", message, []);
    return message;
  }

  /** What is added wins over what is removed. */
  relabel(message: StoredMessage, add: readonly string[], remove: readonly string[]): void {
    const removed = remove.filter((label) => message.labels.has(label) && !add.includes(label));
    const added = add.filter((label) => !message.labels.has(label));
    for (const label of removed) message.labels.delete(label);
    for (const label of added) message.labels.add(label);
    if (added.length > 0) this.#record("labelsAdded", message, added);
    if (removed.length > 0) this.#record("labelsRemoved", message, removed);
  }

  remove(message: StoredMessage): void {
    this.messages.delete(message.id);
    for (const [draft, id] of this.drafts) if (id === message.id) this.drafts.delete(draft);
    this.#record("messagesDeleted", message, []);
  }

  trash(message: StoredMessage): void {
    this.relabel(message, ["TRASH"], ["INBOX", "SPAM"]);
  }

  createLabel(name: string): Label {
    const label: Label = { id: `Label_${this.#newNumber()}`, name, type: "user" };
    this.labels.set(label.id, label);
    return label;
  }

  /** Its messages keep their other labels. */
  deleteLabel(id: string): void {
    this.labels.delete(id);
    for (const message of this.messages.values()) this.relabel(message, [], [id]);
  }

  labelNamed(name: string): Label | undefined {
    return [...this.labels.values()].find((label) => label.name.toLowerCase() === name.toLowerCase());
  }

  /** Forgets what happened up to now, as Gmail does after a week or so. */
  expireHistory(): void {
    this.historyFloor = this.historyId;
    this.history.length = 0;
  }

  newDraft(message: StoredMessage): string {
    const id = `r-${this.#newNumber()}`;
    this.drafts.set(id, message.id);
    return id;
  }

  #record(kind: RecordKind, message: StoredMessage, labelIds: string[]): void {
    // History ids grow with gaps of any size.
    this.historyId += 1 + (this.historyId % 7);
    message.historyId = this.historyId;
    const { id, threadId, labels } = message;
    this.history.push({ id: this.historyId, kind, message: { id, threadId, labelIds: [...labels] }, labelIds });
    this.#onChange();
  }

  #newNumber = () => ++this.#lastId;

  #newId = () => (0x18f0_0000_0000_0000n + BigInt(this.#newNumber()) * 4097n).toString(16);
}

const idsIn = (values: readonly string[]) => values.flatMap((value) => value.match(/(?<=<)[^<>\s]+(?=>)/g) ?? []);
