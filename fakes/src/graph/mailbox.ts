import { randomBytes } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer/index.js";
import { headerValues, readMimePart } from "../imap/mime-part.ts";
import { type FileContent, fromMime, type MessageJson, plainOf, type Recipient, stamp } from "./message-json.ts";

export interface StoredFolder {
  id: string;
  displayName: string;
  parentFolderId: string;
  /** Such as `inbox`, of those that Exchange makes itself. */
  wellKnown: string | undefined;
  /** The number of its last change, counters included. */
  changed: number;
}

export interface StoredAttachment extends FileContent {
  id: string;
}

export interface StoredMessage extends MessageJson {
  id: string;
  parentFolderId: string;
  conversationId: string;
  receivedDateTime: string;
  lastModifiedDateTime: string;
  /** Puts messages of one second in order. */
  number: number;
  changed: number;
  attachments: StoredAttachment[];
  /** The message byte for byte, where it came as MIME. */
  raw: Buffer | undefined;
  properties: Map<string, string>;
}

/** What happened to a message, for whoever has subscribed. */
export type OnChange = (changeType: "created" | "updated" | "deleted", id: string) => void;

interface DeltaRecord {
  /** Of the folder that it happened in; the last one of each message counts. */
  changed: number;
  id: string;
}

/** How people see the folders that Exchange makes; another language has other words. */
export const FOLDER_NAMES: Record<string, string> = {
  inbox: "Inbox",
  drafts: "Drafts",
  sentitems: "Sent Items",
  deleteditems: "Deleted Items",
  junkemail: "Junk Email",
};

/** MAPI's word for the flags of a message, and two of its flags. */
const MESSAGE_FLAGS = "Integer 0x0E07";
const MSGFLAG_READ = 1;
const MSGFLAG_UNSENT = 8;

/** One mailbox, and everything that happened in it. */
export class GraphMailbox {
  readonly address: string;
  readonly userId = guid();
  readonly root = newId("AQMkAD");
  readonly folders = new Map<string, StoredFolder>();
  readonly messages = new Map<string, StoredMessage>();
  preferredLanguage: string | null = "en-US";
  /** What messages are sent to recipients; raw where they came as MIME. */
  readonly sent: { raw: Buffer | undefined; message: StoredMessage; recipients: string[] }[] = [];
  readonly #records = new Map<string, Map<string, DeltaRecord>>();
  readonly #folderRecords = new Map<string, number>();
  readonly #conversations = new Map<string, string>();
  readonly #now: () => number;
  readonly #onChange: OnChange;
  #changes = 0;

  constructor(address: string, names: Record<string, string>, now: () => number, onChange: OnChange) {
    this.address = address;
    this.#now = now;
    this.#onChange = onChange;
    for (const [wellKnown, displayName] of Object.entries({ ...FOLDER_NAMES, ...names }))
      this.addFolder(displayName, this.root, wellKnown);
  }

  get changes(): number {
    return this.#changes;
  }

  // ---- Folders --------------------------------------------------------------------------------

  /** Of an id or a well-known name. */
  folder(name: string): StoredFolder | undefined {
    return (
      this.folders.get(name) ?? [...this.folders.values()].find(({ wellKnown }) => wellKnown === name.toLowerCase())
    );
  }

  /** Of a path of names. */
  folderAt(path: string): StoredFolder | undefined {
    let parent = this.root;
    let found: StoredFolder | undefined;
    for (const name of path.split("/")) {
      const isInbox = parent === this.root && name.toUpperCase() === "INBOX";
      found = isInbox ? this.folder("inbox") : this.childrenOf(parent).find((child) => child.displayName === name);
      if (!found) return undefined;
      parent = found.id;
    }
    return found;
  }

  childrenOf(id: string): StoredFolder[] {
    return [...this.folders.values()].filter(({ parentFolderId }) => parentFolderId === id);
  }

  messagesIn(id: string): StoredMessage[] {
    return [...this.messages.values()].filter(({ parentFolderId }) => parentFolderId === id);
  }

  addFolder(displayName: string, parentFolderId: string, wellKnown?: string): StoredFolder {
    // The archive comes into being when it is used first.
    const isArchive = displayName === "Archive" && parentFolderId === this.root;
    const folder = {
      id: newId("AQMkAD"),
      displayName,
      parentFolderId,
      wellKnown: wellKnown ?? (isArchive ? "archive" : undefined),
      changed: 0,
    };
    this.folders.set(folder.id, folder);
    this.touchFolder(folder.id);
    return folder;
  }

  removeFolder(id: string): void {
    for (const child of this.childrenOf(id)) this.removeFolder(child.id);
    for (const message of this.messagesIn(id)) this.remove(message.id);
    this.folders.delete(id);
    this.#folderRecords.set(id, ++this.#changes);
  }

  touchFolder(id: string): void {
    const folder = this.folders.get(id);
    if (folder) folder.changed = ++this.#changes;
    this.#folderRecords.set(id, this.#changes);
  }

  // ---- Messages -------------------------------------------------------------------------------

  /** Puts in a message, as MIME. */
  async store(raw: Buffer, folder: StoredFolder, more: Partial<StoredMessage> = {}): Promise<StoredMessage> {
    const root = await readMimePart(raw);
    const { json, files } = fromMime(root);
    const named = ["message-id", "references", "in-reply-to"].flatMap((name) => headerValues(root, name));
    return this.#add({ ...json, ...more }, files, folder, idsIn(named.join(" ")), raw);
  }

  /** Puts in a message that came as JSON. It is a draft unless its MAPI flags say otherwise. */
  create(body: Record<string, unknown>, folder: StoredFolder): StoredMessage {
    const given = body as Partial<MessageJson> & {
      attachments?: Record<string, unknown>[];
      singleValueExtendedProperties?: { id: string; value: string }[];
    };
    const properties = new Map(given.singleValueExtendedProperties?.map(({ id, value }) => [id, value]));
    const flags = Number(properties.get(MESSAGE_FLAGS) ?? MSGFLAG_UNSENT);
    const received = properties.get("SystemTime 0x0E06");
    const { attachments = [], singleValueExtendedProperties: _, ...message } = given;
    const json: MessageJson & Partial<StoredMessage> = {
      toRecipients: [],
      ccRecipients: [],
      bccRecipients: [],
      replyTo: [],
      body: { contentType: "text", content: "" },
      flag: { flagStatus: "notFlagged" },
      categories: [],
      importance: "normal",
      ...message,
      internetMessageId: properties.get("String 0x1035") ?? message.internetMessageId ?? "",
      isRead: message.isRead ?? Boolean(flags & MSGFLAG_READ),
      isDraft: Boolean(flags & MSGFLAG_UNSENT),
      properties,
      ...(received !== undefined && { receivedDateTime: stamp(Date.parse(received)) }),
    };
    const links = [json.internetMessageId, properties.get("String 0x1039"), properties.get("String 0x1042")];
    return this.#add(json, attachments.map(fileOf), folder, idsIn(links.join(" ")), undefined);
  }

  #add(
    json: MessageJson & Partial<StoredMessage>,
    files: readonly FileContent[],
    folder: StoredFolder,
    links: readonly string[],
    raw: Buffer | undefined,
  ): StoredMessage {
    const id = newId("AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A");
    const conversationId = this.#conversationOf(links);
    const now = stamp(this.#now());
    const message: StoredMessage = {
      properties: new Map(),
      receivedDateTime: now,
      ...json,
      id,
      parentFolderId: folder.id,
      conversationId,
      internetMessageId: json.internetMessageId || `<${randomBytes(12).toString("hex")}@fake.prod.outlook.test>`,
      sentDateTime: json.sentDateTime ?? now,
      lastModifiedDateTime: now,
      number: ++this.#changes,
      changed: 0,
      attachments: files.map((file) => ({ ...file, id: newId("AAMkAD") })),
      raw,
    };
    this.messages.set(id, message);
    this.#record(folder.id, message);
    this.#onChange("created", id);
    return message;
  }

  /** Messages that name each other are one conversation. */
  #conversationOf(links: readonly string[]): string {
    const known = links.map((link) => this.#conversations.get(link)).find((id) => id !== undefined);
    const id = known ?? newId("AAQkAD");
    for (const link of links) this.#conversations.set(link, id);
    return id;
  }

  update(message: StoredMessage, change: Partial<StoredMessage>): void {
    const { attachments, ...plain } = change;
    Object.assign(message, plain);
    if (attachments) message.attachments = attachments;
    // What was changed by its properties is no longer what came.
    if (message.isDraft && Object.keys(change).some((name) => !STATE.has(name))) message.raw = undefined;
    message.lastModifiedDateTime = stamp(this.#now());
    this.#record(message.parentFolderId, message);
    this.#onChange("updated", message.id);
  }

  /** The id stays, as immutable ids do. */
  move(message: StoredMessage, target: StoredFolder): void {
    const from = message.parentFolderId;
    message.parentFolderId = target.id;
    this.#record(from, message);
    this.#record(target.id, message);
    this.#onChange("updated", message.id);
    this.#onChange("created", message.id);
  }

  remove(id: string): void {
    const message = this.messages.get(id);
    if (!message) return;
    this.messages.delete(id);
    this.#record(message.parentFolderId, message);
    this.#onChange("deleted", id);
  }

  /** Sends a message that is stored already: it becomes one of the sent. */
  send(message: StoredMessage): void {
    const recipients = [...message.toRecipients, ...message.ccRecipients, ...message.bccRecipients].flatMap(
      ({ emailAddress: { address } }) => address ?? [],
    );
    const { raw } = message;
    this.sent.push({ raw, message, recipients });
    message.isDraft = false;
    message.isRead = true;
    const sentItems = this.folder("sentitems");
    if (sentItems && message.parentFolderId !== sentItems.id) this.move(message, sentItems);
  }

  /** The message as MIME. */
  async sourceOf(message: StoredMessage): Promise<Buffer> {
    if (message.raw) return message.raw;
    const people = (list: Recipient[]) =>
      list.map(({ emailAddress: { name = "", address = "" } }) => ({ name, address }));
    const { body, subject, from, properties } = message;
    return new MailComposer({
      from: from ? people([from])[0] : undefined,
      to: people(message.toRecipients),
      cc: people(message.ccRecipients),
      bcc: people(message.bccRecipients),
      replyTo: people(message.replyTo),
      subject,
      messageId: message.internetMessageId,
      date: new Date(message.sentDateTime ?? 0),
      inReplyTo: properties.get("String 0x1042"),
      references: properties.get("String 0x1039"),
      headers: message.internetMessageHeaders?.map(({ name, value }) => ({ key: name, value })) ?? [],
      ...(body.contentType === "html" ? { html: body.content } : { text: body.content }),
      attachments: message.attachments.map(({ name, contentType, content, contentId, isInline }) => ({
        filename: name,
        contentType,
        content,
        ...(contentId !== undefined && { cid: contentId }),
        contentDisposition: isInline ? ("inline" as const) : ("attachment" as const),
      })),
    } as ConstructorParameters<typeof MailComposer>[0])
      .compile()
      .build();
  }

  // ---- Changes --------------------------------------------------------------------------------

  #record(folder: string, message: StoredMessage): void {
    message.changed = ++this.#changes;
    const records = this.#records.get(folder) ?? new Map<string, DeltaRecord>();
    this.#records.set(folder, records);
    records.set(message.id, { changed: message.changed, id: message.id });
    this.touchFolder(folder);
  }

  /** The messages of a folder that changed after this number, in order; `message` is missing of those that left it. */
  changedMessages(folder: string, after: number): (DeltaRecord & { message: StoredMessage | undefined })[] {
    return [...(this.#records.get(folder)?.values() ?? [])]
      .filter(({ changed }) => changed > after)
      .toSorted((a, b) => a.changed - b.changed)
      .map((record) => {
        const message = this.messages.get(record.id);
        return { ...record, message: message?.parentFolderId === folder ? message : undefined };
      });
  }

  changedFolders(after: number): { changed: number; id: string; folder: StoredFolder | undefined }[] {
    return [...this.#folderRecords]
      .filter(([, changed]) => changed > after)
      .toSorted(([, a], [, b]) => a - b)
      .map(([id, changed]) => ({ changed, id, folder: this.folders.get(id) }));
  }
}

const STATE = new Set(["isRead", "isDraft", "flag", "categories"]);

/** An attachment that came as JSON. */
export const fileOf = (given: {
  "@odata.type"?: string;
  name?: string;
  contentType?: string;
  isInline?: boolean;
  contentId?: string;
  contentBytes?: string;
}): FileContent => ({
  kind: given["@odata.type"] === "#microsoft.graph.itemAttachment" ? "itemAttachment" : "fileAttachment",
  name: given.name ?? "",
  contentType: given.contentType ?? "application/octet-stream",
  isInline: given.isInline === true,
  ...(given.contentId !== undefined && { contentId: given.contentId }),
  content: Buffer.from(given.contentBytes ?? "", "base64"),
});

export const withPreview = (message: StoredMessage) => plainOf(message.body).trim().slice(0, 255);

const idsIn = (text: string) => [...text.matchAll(/<[^<>\s]+>/g)].map(([id]) => id);

const newId = (start: string) => `${start}${randomBytes(33).toString("base64url")}AAA=`;

const guid = () => crypto.randomUUID();
