import type { Static } from "typebox";
import Type from "typebox";
import type { FieldFault } from "./errors.ts";
import { Address, ListOrOne, Nullable, OneOf, OrFalse, Strict, Trimmed } from "./schemas.ts";

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

/** Header values by name. */
export const CustomHeaders = Type.Unsafe<Record<string, string | string[]>>({
  type: "object",
  additionalProperties: { type: ["string", "array"], items: { type: "string" } },
  $id: "CustomHeaders",
});

export const Recipients = Type.Optional(ListOrOne(Address));

/**
 * What a message is composed of, be it to send it or to store it. How long `text`, `html`, `raw` and
 * each attachment's `content` may be is up to the installation.
 */
export const composed = {
  reference: Type.Optional(MessageReference),
  from: Type.Optional(Address),
  to: Recipients,
  cc: Recipients,
  bcc: Recipients,
  subject: Type.Optional(Trimmed({ maxLength: 10_240 })),
  text: Type.Optional(Trimmed()),
  html: Type.Optional(Trimmed()),
  attachments: Type.Optional(ListOrOne(SubmittedAttachment, { maxItems: MAX_ATTACHMENTS })),
  headers: Type.Optional(CustomHeaders),
  messageId: Type.Optional(Type.String({ maxLength: 996 })),
  /** A whole message in base64, in place of `text`, `html` and `attachments`. */
  raw: Type.Optional(Type.String({ format: "base64" })),
  /** Of the words and dates around a quoted original. */
  locale: Type.Optional(Type.String({ maxLength: 100 })),
  tz: Type.Optional(Type.String({ maxLength: 100 })),
};
const Composed = Strict(composed);
/** The parts of a body that make the message. */
export type ComposedFields = Static<typeof Composed>;

/** What came of the reference. */
export const ReferenceOutcome = Type.Object({
  message: Type.Optional(Type.String({ maxLength: 256 })),
  threadId: Type.Optional(Type.String()),
  success: Type.Optional(Type.Boolean()),
  error: Type.Optional(Type.String()),
});
export type ReferenceOutcome = Static<typeof ReferenceOutcome>;

/** For a call that may be repeated: a repetition is answered as the first one was. */
export const IdempotencyHeaders = Type.Object({
  "idempotency-key": Type.Optional(Type.String({ "x-trim": true, minLength: 0, maxLength: 1024 })),
});

export const IdempotencyOutcome = Type.Object({
  key: Type.Optional(Type.String({ minLength: 0, maxLength: 1024 })),
  status: Type.Optional(OneOf(["MISS", "HIT"])),
});

/** Parts of a message that exclude or need each other. */
export function faultsOfComposing({ body }: { body: ComposedFields }): FieldFault[] {
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
