/** An address to write into a message. */
export interface MailAddress {
  name?: string;
  address: string;
}

export interface ComposeAttachment {
  filename?: string;
  /** Bytes, or base64 text. */
  content: Buffer | string;
  contentType?: string;
  contentDisposition?: "inline" | "attachment";
  /** With it, the part stands beside the HTML that shows it. */
  cid?: string;
}

/** What a message is made of. */
export interface ComposeRequest {
  from?: MailAddress;
  /** The account's own address, for a message that names no sender. */
  defaultFrom?: MailAddress;
  to?: MailAddress[];
  cc?: MailAddress[];
  bcc?: MailAddress[];
  replyTo?: MailAddress[];
  subject?: string;
  text?: string;
  html?: string;
  /** Hidden text at the start of the HTML, for lists of messages. */
  previewText?: string;
  attachments?: ComposeAttachment[];
  headers?: Record<string, string | string[]>;
  messageId?: string;
  /** Message-IDs in angle brackets. */
  inReplyTo?: string;
  /** Ancestors first, the direct parent last (RFC 5322 section 3.6.4). */
  references?: string[];
  /** A message of its own (bytes or base64 text), in place of text, html and attachments. */
  raw?: Buffer | string;
  /** With `to` only, the reverse path is empty. */
  envelope?: { from?: string; to?: string[] };
  sendAt?: Date;
  /** When it was written, for a message that does not say so itself; else that is now. */
  date?: Date;
  /** False leaves HTML that comes alone without a text beside it. */
  derivesText?: boolean;
  now: Date;
  /** Right-hand side of a Message-ID for a message without a sender. */
  hostname: string;
}

export interface ComposedMessage {
  /** With its Bcc header, for Sent; `withoutBcc` makes what is transmitted. */
  raw: Buffer;
  /** In angle brackets. */
  messageId: string;
  envelope: { from: string; to: string[] };
  subject: string | undefined;
  control: ControlHeaders;
}

/** What the message's own `X-EE-*` headers ask for; they are read and removed, and beat other ways to ask. */
export interface ControlHeaders {
  sendAt?: Date;
  deliveryAttempts?: number;
  gateway?: string;
  trackingEnabled?: boolean;
  account?: string;
  idempotencyKey?: string;
}
