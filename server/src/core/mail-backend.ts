import type { Readable } from "node:stream";
import type { Quota, TokenRequestError } from "@posthorn/contracts/accounts";
import type {
  CreatedMailbox,
  DeletedMailbox,
  Mailbox,
  ModifiedMailbox,
  SpecialUse,
} from "@posthorn/contracts/mailboxes";
import type { DeletedMessages, MovedMessages, UpdatedMessages } from "@posthorn/contracts/many-messages";
import type {
  AttachmentEntry,
  DeletedMessage,
  Message,
  MessagePage,
  MessageText,
  MessageUpdate,
  MessageUpdateResult,
  MovedMessage,
  TextType,
} from "@posthorn/contracts/messages";
import type { SearchQuery } from "@posthorn/contracts/search-query";
import type { SmtpServerDetails, SubconnectionState } from "@posthorn/contracts/server-details";
import type { Thread, ThreadPage } from "@posthorn/contracts/threads";
import type { MailSummary } from "./mail-summary.ts";
import type { MessageReport } from "./message-report.ts";

/**
 * A mailbox account on some mail server, whatever it speaks. The interface uses our words, never
 * UID, labelId or deltaLink; message, text and attachment ids are opaque to everyone but the
 * backend that issued them.
 *
 * Every method throws PosthornError: `not_found` (MessageNotFound, FolderNotFound), `unavailable`
 * (IMAPUnavailable, IMAPConnectionClosing), `refused` for a server that said no, `timeout`. All of
 * them stop working soon after `options.signal` aborts.
 */
export interface MailBackend {
  listMailboxes(options: CallOptions & { counters: boolean }): Promise<Mailbox[]>;
  /** As last listed, without asking the server; empty before the first time. */
  storedMailboxes(): Promise<Mailbox[]>;
  /**
   * Makes a mailbox and subscribes to it. `names` lead to it from the top down, the first may be a
   * special use; a single name may be a whole path. What the server has a reason against is
   * `invalid`, with its code.
   */
  createMailbox(names: readonly string[], options: CallOptions): Promise<CreatedMailbox>;
  /**
   * Renames a mailbox with those below it, or changes its subscription, or both. A name that the
   * server refuses is `invalid` (its code, or RenameFailed).
   */
  modifyMailbox(path: string, change: MailboxChange, options: CallOptions): Promise<ModifiedMailbox>;
  /** A mailbox that the server keeps is no error: it is told with the server's reason. */
  deleteMailbox(path: string, options: CallOptions): Promise<DeletedMailbox>;
  /** How full the account is; false where nobody tells. */
  getQuota(options: CallOptions): Promise<Quota>;
  listMessages(path: string, options: CallOptions & PageRequest): Promise<MessagePage>;
  /** In the inbox it also tells whether the message is a bounce or a complaint, and of which message, or a report of a delivery. */
  getMessage(id: string, options: CallOptions & MessageRequest): Promise<Message>;
  getText(textId: string, options: CallOptions & TextRequest): Promise<MessageText>;
  getAttachment(attachmentId: string, options: CallOptions): Promise<Download>;
  /** The message byte for byte. */
  getSource(id: string, options: CallOptions): Promise<Readable>;
  /**
   * A tag of what is behind the id of a message or an attachment: as long as the tag is the same, the content is, too, to
   * the byte. Asks no server; what it tells of a message that is gone is good for nothing.
   */
  tagOf(id: string): Promise<string>;
  /** Whether the message, or that of the attachment, is still there; else `not_found` (MessageNotFound). */
  confirm(id: string, options: CallOptions): Promise<void>;
  updateMessage(id: string, update: MessageUpdate, options: CallOptions): Promise<MessageUpdateResult>;
  /** `source` is the mailbox that it leaves, for where a message can be in several: without one it may stay where it is, too. */
  moveMessage(id: string, path: string, options: CallOptions & { source?: string }): Promise<MovedMessage>;
  /** Moves to Trash, or deletes for good when the message is in Trash or Junk already or `force` is set. */
  deleteMessage(id: string, options: CallOptions & { force: boolean }): Promise<DeletedMessage>;
  /**
   * The messages of a mailbox that fit, newest first. Here and in the calls below a term that the
   * server doesn't know is `invalid` or `unsupported` (UnsupportedSearchTerm, MissingServerExtension);
   * none is left out, save those that say nothing.
   */
  searchMessages(path: string, query: SearchQuery, options: CallOptions & SearchRequest): Promise<MessagePage>;
  /**
   * The threads of a mailbox, the one with the newest message first. Their ids are the mail server's, or where it has
   * none made by `threadIdOf`. `unsupported` (TooManyMessages) where there are too many to be put in order.
   */
  listThreads(path: string, options: CallOptions & PageRequest): Promise<ThreadPage>;
  /**
   * What of a thread lies in these mailboxes, oldest first. An id that leads nowhere, of whatever form, is `not_found`
   * (ThreadNotFound). Of several mailboxes some may be gone by now.
   */
  getThread(threadId: string, paths: readonly string[], options: CallOptions): Promise<Thread>;
  /** These three change all messages of a mailbox that fit, as many of them at once as the server takes. */
  updateMessages(
    path: string,
    query: SearchQuery,
    update: MessageUpdate,
    options: BulkOptions,
  ): Promise<UpdatedMessages>;
  moveMessages(path: string, query: SearchQuery, target: string, options: BulkOptions): Promise<MovedMessages>;
  /** Moves to Trash, or deletes for good what `deleteMessage` would. */
  deleteMessages(path: string, query: SearchQuery, options: BulkOptions & { force: boolean }): Promise<DeletedMessages>;
  /**
   * Stores a message in a mailbox. `path` may be a special use such as `\Sent`. What the server won't
   * store is `refused` (UploadFail), with its words.
   */
  append(path: string, message: Buffer, options: CallOptions & AppendOptions): Promise<AppendedMessage>;
  /** Hands a message over for transport. Rejects with a SendError. */
  send(message: OutgoingMessage, options: CallOptions): Promise<SendReceipt>;

  /**
   * Connects and yields every change since the last committed batch, then each new one as it
   * happens, until `signal` aborts (then it returns) or the connection is lost or refused (then it
   * throws ConnectFailure). Asking for the next batch confirms that the previous one is committed;
   * a batch that was never confirmed is told again by the next `watch`. At most one watch at a time.
   */
  watch(options: WatchOptions, signal: AbortSignal): AsyncIterable<ChangeBatch>;
  /** Looks at every watched mailbox now. Resolves when the look is done, not when its batches are committed. */
  sync(options: CallOptions): Promise<void>;
  /**
   * The provider says that something happened: look soon. A hint, which may come late, twice or never, and waits for
   * nothing. Present where a provider calls.
   */
  nudge?(hint: PushHint): void;
  /** The signatures that are kept at the provider, by the address that they are for. Present where it keeps any. */
  listSignatures?(options: CallOptions): Promise<ServerSignature[]>;
  /**
   * Takes back what was arranged with the provider for this account, such as a subscription, before it is deleted.
   * Best effort. Present where there is such a thing.
   */
  withdraw?(options: CallOptions): Promise<void>;

  /** Open connections to the mail server. */
  readonly connections: number;
  /** How the mailboxes fare that have a connection of their own. Present where there may be some. */
  readonly subconnections?: SubconnectionState[];
  /**
   * When the server last confirmed, over a connection other than the one that listens, that all of
   * its watched mailboxes are as we told; null before the first time.
   */
  readonly lastSeen: Date | null;
  /** At most so long passes between two such looks; null for an account that nobody looks at. */
  readonly lookEveryMs: number | null;
  /** Drops every connection. Idempotent; the backend can't be used afterwards. */
  close(): Promise<void>;
}

export interface CallOptions {
  signal?: AbortSignal;
}

export interface ServerSignature {
  address: string;
  /** HTML. */
  signature: string;
}

export interface MailboxChange {
  /** Names as `createMailbox` takes them. */
  newPath?: readonly string[];
  /** Without it a renamed mailbox keeps its subscription. */
  subscribed?: boolean;
}

export interface BulkOptions extends CallOptions {
  /** Only counts what fits. */
  dryRun: boolean;
}

export interface PageRequest {
  /** Zero-based; ignored when `cursor` is given. */
  page: number;
  /** May differ from that of the page that told the cursor. */
  pageSize: number;
  cursor?: string;
}

export interface SearchRequest extends PageRequest {
  /** By Outlook's own search: other terms, no order, no total, and only ever forward. Others have one way to search. */
  useOutlookSearch?: boolean | undefined;
}

export interface TextRequest {
  textType?: TextType;
  /** Limit in characters, for plain and html each. */
  maxBytes?: number;
}

export interface MessageRequest extends TextRequest {
  markAsSeen?: boolean;
  /** Also reads the calendar parts. */
  calendarEvents?: boolean;
  /** Also tells the attachments in a TNEF (`winmail.dat`), and its text where the message has no other. */
  unpackTnef?: boolean;
}

export interface Download {
  contentType: string;
  filename?: string;
  content: Readable;
}

export interface AppendOptions {
  flags?: string[];
  internalDate?: Date;
}

export interface AppendedMessage {
  path: string;
  id?: string;
  uid?: number;
  uidValidity?: string;
  seq?: number;
}

/** What a provider told of a change, as far as it helps. */
export type PushHint =
  | { kind: "gmail"; historyId: string }
  | { kind: "graph"; subscriptionId: string; clientState: string; changeType: string; messageId?: string }
  | {
      kind: "graphLifecycle";
      subscriptionId: string;
      clientState: string;
      event: "reauthorizationRequired" | "subscriptionRemoved" | "missed";
    };

// ---- Watching -------------------------------------------------------------------------------

/** What is loaded of new messages is read anew for each: it may change while a watch lasts. */
export interface WatchOptions {
  /** Whether the account has been `connected` before: then a lost index is a reset, not a first sync. */
  hasConnectedBefore: boolean;
  /** When everything had been looked at last, by an earlier watch; null when it never was. */
  lastLook: Date | null;
  /** No `messageNew` for mail received before this; null tells everything. */
  notifyFrom: Date | null;
  /** How much of a new message to load for its `messageNew`. */
  text: { include: boolean; maxCharacters: number };
  headers: boolean;
  /** `maxBytes` of each attachment as it is stored; 0 is no limit. All of a message together have one anyway. */
  attachments: { include: boolean; maxBytes: number };
  calendarEvents: boolean;
  /** Whether to find out the category of a message in Gmail's inbox, which takes up to seven questions. */
  gmailCategories: boolean;
}

/** Changes that belong together, and the notes to keep so that they are not told again. */
export interface ChangeBatch {
  changes: MailChange[];
  notes: NoteWrite[];
}

/** What happened to a mailbox account, in the order in which it was found. */
export type MailChange =
  /** Logged in; `first sync` or catching up begins. */
  | { type: "connected"; profile?: AccountProfile }
  /** Everything up to now has been told. Repeats after each complete look. */
  | { type: "inSync" }
  /**
   * `report`: what the message reports of another one, told by events of its own. `arrivedAt`: when the server took it in
   * by the server's clock (epoch ms), where it tells; a copy may have the time of what it is a copy of.
   */
  | { type: "messageNew"; mailbox: MailboxRef; message: NewMessage; arrivedAt?: number; report?: MessageReport }
  | { type: "messageUpdated"; mailbox: MailboxRef; id: string; uid?: number; changes: FlagChanges }
  /** `movedTo`, when the message was met there: a hint. */
  | { type: "messageDeleted"; mailbox: MailboxRef; id: string; uid?: number; movedTo?: MessagePlace }
  /** Announced by the server, yet it could not be fetched. */
  | {
      type: "messageMissing";
      mailbox: MailboxRef;
      id: string;
      uid?: number;
      missingRetries: number;
      missingDelay: number;
    }
  | { type: "mailboxNew"; mailbox: MailboxRef & { name: string; uidValidity?: string } }
  | { type: "mailboxDeleted"; mailbox: MailboxRef & { name: string } }
  | {
      type: "mailboxReset";
      mailbox: MailboxRef & { name: string; uidValidity?: string };
      prevUidValidity?: string;
      reason: "uidValidityChange" | "syncStateLost";
    }
  /** One mailbox can't be read; the others go on. null: it can again. */
  | {
      type: "syncError";
      error: { path: string; message: string; responseStatus?: string; responseText?: string } | null;
    };

/** What a provider tells of whose account it is. */
export interface AccountProfile {
  /** What to log in with, as the provider writes it. */
  login?: string;
  /** The language of the owner (RFC 5646). */
  locale?: string;
}

export interface MailboxRef {
  path: string;
  specialUse?: SpecialUse;
}

/** A message by where it is or was. */
export interface MessagePlace {
  path: string;
  id: string;
  uid?: number;
}

/** The tabs of Gmail's inbox. */
export type GmailCategory = NonNullable<Message["category"]> | "reservations" | "purchases";

export type NewMessage = Omit<Message, "category" | "attachments"> & {
  category?: GmailCategory;
  /** Those that were loaded have their content in base64. */
  attachments?: (AttachmentEntry & { content?: string })[];
  /** False when this account probably saw the message before (moved, copied, sent). */
  seemsLikeNew: boolean;
  /** Where it vanished from just before: a hint. */
  movedFrom?: MessagePlace;
  missingRetries?: number;
  missingDelay?: number;
  /** What a model says of it, where that is wanted. No backend brings these two. */
  summary?: MailSummary;
  riskAssessment?: NonNullable<MailSummary["riskAssessment"]>;
};

export interface FlagChanges {
  flags?: { added?: string[]; deleted?: string[]; value: string[] };
  labels?: { added?: string[]; deleted?: string[]; value: string[] };
}

/**
 * A backend's own notes (its index, its cursors), kept for it by its owner. Only the backend that
 * wrote them can read them. Notes in a ChangeBatch are committed together with the batch's events.
 */
export interface BackendNotes {
  /** All notes whose key starts with `prefix`, by key. */
  read(prefix: string): Promise<Map<string, Uint8Array>>;
  /** Committed when it resolves. For notes that belong to no change, such as a mailbox's number. */
  write(notes: NoteWrite[]): Promise<void>;
}

/** Notes under this prefix give meaning to ids that callers keep; they outlive a flush. */
export const LASTING_NOTES = "ids/";

/** `value: null` deletes the note. */
export interface NoteWrite {
  key: string;
  value: Uint8Array | null;
}

/** Why an account could not connect, or lost its connection. Becomes state, event and `lastError`. */
export class ConnectFailure extends Error {
  /** "authentication": credentials were refused. "connection": anything else. */
  readonly reason: "authentication" | "connection";
  /** The IMAP response code or the socket or TLS error code, such as AUTHENTICATIONFAILED, ECONNREFUSED. */
  readonly serverResponseCode: string | undefined;
  /** What the server said, if it said anything. */
  readonly response: string | undefined;
  /** The request for an access token that failed. */
  readonly tokenRequest: TokenRequestError | undefined;

  constructor(
    reason: "authentication" | "connection",
    message: string,
    details: {
      serverResponseCode?: string;
      response?: string;
      tokenRequest?: TokenRequestError | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "ConnectFailure";
    this.reason = reason;
    this.serverResponseCode = details.serverResponseCode;
    this.response = details.response;
    this.tokenRequest = details.tokenRequest;
  }
}

// ---- Sending --------------------------------------------------------------------------------

export interface OutgoingMessage {
  content: Buffer;
  envelope: { from: string; to: string[] };
  dsn?: { id?: string; return: "headers" | "full"; notify?: string[]; recipient?: string };
  /** The draft of the mailbox that this is, unchanged: it may be sent where it lies, and is no draft afterwards. */
  draft?: string;
  /** Hand it over in the provider's own format in place of MIME, where there is one. */
  useStructuredFormat?: boolean;
  /** The server to hand it to, in place of the account's own way. */
  relay?: SmtpSettings;
  proxy?: string;
  localAddress?: string;
  /**
   * Awaited right before the last bytes leave. Until then nothing has been accepted; after it and
   * before send() settles the outcome is unknown.
   */
  beforeHandOff(): Promise<void>;
}

export interface SendReceipt {
  /** The final Message-ID when the server replaced ours. */
  messageId?: string;
  response?: string;
  accepted: string[];
  rejected: { address: string; response: string }[];
  networkRouting: NetworkRouting | null;
  /** What the account's own SMTP server said of itself; told now and then, where it was learnt on the way. */
  server?: SmtpServerDetails;
}

// A type alias, since an interface is no `Record<string, unknown>`.
export type NetworkRouting = {
  localAddress?: string;
  proxy?: string;
  name?: string;
  requestedLocalAddress?: string;
};

export class SendError extends Error {
  /** nodemailer's words: EAUTH, ECONNECTION, ETIMEDOUT, EENVELOPE, EMESSAGE, ETLS, EDNS, ESOCKET, EPROTOCOL, ... */
  readonly code: string | undefined;
  readonly smtpResponse: string | undefined;
  readonly smtpResponseCode: number | undefined;
  readonly smtpCommand: string | undefined;
  readonly networkRouting: NetworkRouting | null;

  constructor(
    message: string,
    details: {
      code?: string;
      smtpResponse?: string;
      smtpResponseCode?: number;
      smtpCommand?: string;
      networkRouting?: NetworkRouting | null;
      cause?: unknown;
    } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "SendError";
    this.code = details.code;
    this.smtpResponse = details.smtpResponse;
    this.smtpResponseCode = details.smtpResponseCode;
    this.smtpCommand = details.smtpCommand;
    this.networkRouting = details.networkRouting ?? null;
  }

  /**
   * Whether trying again can't help: an SMTP reply of 5xx other than 503 (RFC 5321 section 4.2.1), or,
   * without any reply, a fault of the login, the envelope or the message itself.
   */
  get permanent(): boolean {
    if (this.smtpResponseCode !== undefined) return this.smtpResponseCode >= 500 && this.smtpResponseCode !== 503;
    return PERMANENT_WITHOUT_REPLY.has(this.code ?? "");
  }
}

const PERMANENT_WITHOUT_REPLY = new Set([
  "EGATEWAY",
  "EUNSUBSCRIBED",
  "EAUTH",
  "ENOAUTH",
  "EOAUTH2",
  "ETLS",
  "EENVELOPE",
  "EMESSAGE",
  "EPROTOCOL",
]);

// ---- Accounts, as backends see them ---------------------------------------------------------

/** What a backend needs to know to serve an account; secrets are in the clear here and nowhere else. */
export interface MailAccount {
  id: string;
  email: string | undefined;
  /** Watched mailboxes (paths or special uses); null watches all. */
  path: string[] | null;
  subconnections: string[];
  proxy: string | undefined;
  /** The name it gives to SMTP servers. */
  smtpEhloName: string | undefined;
  /** The name to give where neither the account nor the local address has one. */
  defaultEhloName?: string | undefined;
  imapIndexer: "full" | "fast";
  imap: ImapSettings | null;
  smtp: SmtpSettings | null;
  /** Where its provider's own API serves it, in place of IMAP and SMTP. */
  api?: ApiSettings;
  /** Accept certificates that can't be verified. */
  ignoreMailCertErrors: boolean;
}

/** How the API of a provider serves an account. */
export interface ApiSettings {
  kind: "gmail" | "graph";
  /** Without a path: `https://gmail.googleapis.com`, `https://graph.microsoft.com`. */
  baseUrl: string;
  /** The OAuth2 application: accounts of one share its quota. */
  app: string;
  /** The mailbox to serve where it is not that of who signed in (Graph): an address, a UPN or a user id. */
  mailbox?: string;
  /** Whether the grant lets it send only. */
  sendOnly: boolean;
  tokens: AccessTokens;
  /** Where Gmail tells of changes (`projects/{project}/topics/{topic}`); undefined where nobody listens. Read anew for each watch. */
  readonly pubSubTopic?: string | undefined;
  /** Where Graph tells of changes; undefined where it can't reach us. Read anew for each subscription. */
  readonly notifications?: { notificationUrl: string; lifecycleUrl: string } | undefined;
}

/** The access tokens of one account. */
export interface AccessTokens {
  /** A token that is good for half a minute at least. Rejects with a ConnectFailure. */
  current(options: CallOptions): Promise<string>;
  /** The provider does not take this one (any more): the next is another. */
  discard(token: string): void;
}

export interface ServerLogin {
  user: string;
  pass?: string;
  accessToken?: string;
  /** Asked for each login in place of what stands here. */
  fresh?: FreshLogin;
}

/** A login that does not keep: its token runs out, or an authentication server knows it. */
export interface FreshLogin {
  /** Rejects with a ConnectFailure. */
  current(options: CallOptions): Promise<Omit<ServerLogin, "fresh">>;
  /** The mail server refused this one: the next is another, if there is one. */
  discard(login: Omit<ServerLogin, "fresh">): void;
}

export interface SmtpSettings {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise STARTTLS. */
  secure: boolean;
  /** Refuse to go on without TLS. */
  requireTLS: boolean;
  auth: ServerLogin | null;
  tls: Record<string, unknown>;
}

export interface ImapSettings extends SmtpSettings {
  /** Seconds between two complete looks at all mailboxes. */
  resyncDelay: number;
  disableIMAP4rev2: boolean;
  sentMailPath: string | null;
  draftsMailPath: string | null;
  junkMailPath: string | null;
  trashMailPath: string | null;
  archiveMailPath: string | null;
}

/** One open backend per account. Services and workers know mail servers only through this. */
export interface MailSessions {
  /** The account's backend, opened on first use. Throws `not_found` for an unknown account. */
  open(account: string): Promise<MailBackend>;
  /** Open connections of the account; 0 when it has no open backend. */
  connectionsOf(account: string): number;
  /** How its mailboxes fare that have a connection of their own; none when it has no open backend. */
  subconnectionsOf(account: string): SubconnectionState[];
  /** When its server last confirmed what was told; null when it has no open backend, or not yet. */
  lastSeenOf(account: string): Date | null;
  /** How often the account is looked at; null when it has no open backend, or is not looked at. */
  lookEveryMsOf(account: string): number | null;
  /** Closes the account's backend; the next `open` reads the account afresh. */
  reset(account: string): Promise<void>;
  closeAll(): Promise<void>;
}
