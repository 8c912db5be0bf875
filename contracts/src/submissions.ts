import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import type { FieldFault } from "./errors.ts";
import {
  AccountParams,
  Address,
  Email,
  Ip,
  ListOrOne,
  Nullable,
  OneOf,
  OrEmpty,
  OrFalse,
  ProxyUrl,
  Strict,
  Timestamp,
  Trimmed,
} from "./schemas.ts";

export const MAX_ATTACHMENTS = 500;

export const SubmittedAttachment = Strict(
  {
    filename: Type.Optional(Type.String({ maxLength: 256 })),
    content: Type.Optional(Type.String({ format: "base64" })),
    contentType: Type.Optional(Type.String({ "x-lower": true, maxLength: 256 })),
    contentDisposition: Type.Optional(OneOf(["inline", "attachment"], { "x-lower": true })),
    cid: Type.Optional(Type.String({ maxLength: 256 })),
    encoding: Type.Optional(OneOf(["base64"], { default: "base64" })),
    /** An attachment of a message in the mailbox, in place of `content`. */
    reference: Type.Optional(OrFalse(Nullable(Type.String({ maxLength: 256, pattern: "^[A-Za-z0-9_-]+={0,2}$" })))),
  },
  { $id: "SubmitAttachment" },
);
export type SubmittedAttachment = Static<typeof SubmittedAttachment>;

export const MessageReference = Strict(
  {
    message: Type.Optional(Type.String({ maxLength: 256, pattern: "^[A-Za-z0-9_-]+={0,2}$" })),
    action: Type.Optional(OneOf(["forward", "reply", "reply-all"], { "x-lower": true, default: "reply" })),
    /** Quote the original below the new text. */
    inline: Type.Optional(Type.Boolean({ default: false })),
    forwardAttachments: Type.Optional(Type.Boolean({ default: false })),
    ignoreMissing: Type.Optional(Type.Boolean({ default: false })),
    /** Must be the Message-ID of the original. */
    messageId: Type.Optional(Type.String({ maxLength: 996 })),
    threadId: Type.Optional(Type.String()),
  },
  { $id: "MessageReference" },
);
export type MessageReference = Static<typeof MessageReference>;

/** The names of RFC 3461. */
export const Dsn = Strict(
  {
    id: Type.Optional(Trimmed({ maxLength: 256 })),
    return: OneOf(["headers", "full"]),
    notify: Type.Optional(ListOrOne(OneOf(["never", "success", "failure", "delay"]))),
    recipient: Type.Optional(Email()),
  },
  { $id: "DSN" },
);
export type Dsn = Static<typeof Dsn>;

/** `from` left out is an empty reverse path, not the header From. */
export const Envelope = Strict(
  { from: Type.Optional(OrEmpty(Email())), to: Type.Optional(ListOrOne(Email())) },
  { $id: "SMTPEnvelope" },
);

/** Header values by name. */
export const CustomHeaders = Type.Unsafe<Record<string, string | string[]>>({
  type: "object",
  additionalProperties: { type: ["string", "array"], items: { type: "string" } },
  $id: "CustomHeaders",
});

const recipients = Type.Optional(ListOrOne(Address));

export const Submission = Strict(
  {
    reference: Type.Optional(MessageReference),
    from: Type.Optional(Address),
    to: recipients,
    cc: recipients,
    bcc: recipients,
    replyTo: recipients,
    subject: Type.Optional(Trimmed({ maxLength: 10_240 })),
    text: Type.Optional(Trimmed()),
    html: Type.Optional(Trimmed()),
    attachments: Type.Optional(ListOrOne(SubmittedAttachment, { maxItems: MAX_ATTACHMENTS })),
    headers: Type.Optional(CustomHeaders),
    messageId: Type.Optional(Type.String({ maxLength: 996 })),
    /** A whole message in base64, in place of `text`, `html` and `attachments`. */
    raw: Type.Optional(Type.String({ format: "base64" })),
    envelope: Type.Optional(Envelope),
    dsn: Type.Optional(Dsn),
    sendAt: Type.Optional(Timestamp()),
    deliveryAttempts: Type.Optional(Type.Integer()),
    /** Store a copy in Sent; absent or null leaves it to the account. */
    copy: Type.Optional(Nullable(Type.Boolean())),
    sentMailPath: Type.Optional(Type.String({ maxLength: 1024 })),
    locale: Type.Optional(Type.String({ maxLength: 100 })),
    tz: Type.Optional(Type.String({ maxLength: 100 })),
    proxy: Type.Optional(ProxyUrl()),
    localAddress: Type.Optional(Ip()),
    dryRun: Type.Optional(Type.Boolean({ default: false })),
  },
  { $id: "SubmitMessage" },
);
/** How long `text`, `html`, `raw` and each attachment's `content` may be is up to the installation. */
export type Submission = Static<typeof Submission>;

export const SubmissionReceipt = Type.Object(
  {
    response: Type.Optional(Type.String()),
    messageId: Type.Optional(Type.String()),
    queueId: Type.Optional(Type.String()),
    sendAt: Type.Optional(Timestamp()),
    reference: Type.Optional(
      Type.Object({
        message: Type.Optional(Type.String({ maxLength: 256 })),
        threadId: Type.Optional(Type.String()),
        success: Type.Optional(Type.Boolean()),
        error: Type.Optional(Type.String()),
      }),
    ),
    /** Only for a dry run: the message in base64. */
    preview: Type.Optional(Type.String()),
    idempotency: Type.Optional(
      Type.Object({
        key: Type.Optional(Type.String({ minLength: 0, maxLength: 1024 })),
        status: Type.Optional(OneOf(["MISS", "HIT"])),
      }),
    ),
  },
  { $id: "SubmitMessageResponse" },
);
export type SubmissionReceipt = Static<typeof SubmissionReceipt>;

function checkSubmission({ body }: { body: Submission }): FieldFault[] {
  const faults: FieldFault[] = [];
  const fault = (path: string, message: string) =>
    faults.push({ message, key: path.split(".").at(-1) ?? path, path: `body.${path}` });

  if (body.raw !== undefined) {
    for (const key of ["text", "html", "attachments"] as const) {
      if (body[key] !== undefined) fault(key, `"${key}" is not allowed together with "raw"`);
    }
  }
  const { reference } = body;
  if (reference && reference.message === undefined && reference.threadId === undefined) {
    fault("reference.message", '"message" or "threadId" is required');
  }
  if (reference?.forwardAttachments && reference.action !== "forward") {
    fault("reference.forwardAttachments", '"forwardAttachments" is only allowed with the action "forward"');
  }
  for (const [index, attachment] of (body.attachments ?? []).entries()) {
    const path = `attachments.${index}.content`;
    if (attachment.reference && attachment.content !== undefined) {
      fault(path, '"content" is not allowed together with "reference"');
    } else if (!attachment.reference && attachment.content === undefined) {
      fault(path, '"content" is required');
    }
  }
  return faults;
}

export const submit = contract({
  method: "POST",
  path: "/v1/account/:account/submit",
  operationId: "postV1AccountAccountSubmit",
  summary: "Hand in a message for sending",
  tag: "Submit",
  scope: "api",
  action: "send",
  group: "submit",
  bodyLimit: "large",
  headers: Type.Object({
    "idempotency-key": Type.Optional(Type.String({ "x-trim": true, minLength: 0, maxLength: 1024 })),
  }),
  params: AccountParams,
  body: Submission,
  check: checkSubmission,
  response: SubmissionReceipt,
});
