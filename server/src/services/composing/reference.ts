import { setTimeout as sleep } from "node:timers/promises";
import type { ComposedFields, MessageReference, ReferenceOutcome } from "@posthorn/contracts/composing";
import type { AttachmentEntry, Message } from "@posthorn/contracts/messages";
import { PosthornError } from "../../core/errors.ts";
import type { ComposeAttachment, ComposeRequest } from "../../mime/compose-request.ts";
import { attachmentsToKeep, quoteOriginal } from "../../mime/quote.ts";
import { type OriginalMessage, replyHeaders } from "../../mime/reply.ts";
import { type AccountRecord, canWatch } from "../../storage/accounts.ts";
import type { SubmissionOptions } from "../../storage/submissions.ts";
import type { Context } from "../context.ts";
import { openMailbox } from "../open-mailbox.ts";
import type { ReadAttachment } from "./read-attachment.ts";

/** The message that another one refers to, with its attachments that go along; or why there is none. */
export type Original =
  | { message: Message; kept: ComposeAttachment[] }
  /** Left aside, as the reference allows. */
  | { error: string }
  /** A thread is named, and no message. */
  | "none";

export interface Referenced {
  request: ComposeRequest;
  /** What came of the reference, for the answer; absent when there is none. */
  outcome: ReferenceOutcome | undefined;
  /** The original to flag once the message is sent. */
  answers: SubmissionOptions["reference"];
}

const RETRY_AFTER_MS = [1000, 2000];

/** Reads what the reference is about. When there is no such message: `not_found`, with `missingCode`. */
export async function readOriginal(
  ctx: Context,
  account: AccountRecord,
  reference: MessageReference,
  { missingCode, readAttachment, signal }: { missingCode: string; readAttachment: ReadAttachment; signal: AbortSignal },
): Promise<Original> {
  // Only mailboxes with threads of their own know what a thread is.
  if (reference.message === undefined) return "none";
  if (!canWatch(account.settings))
    throw new PosthornError("invalid", "An account that only sends has no message to refer to", {
      code: "ReferenceNotSupported",
    });
  const load = () => loadPatiently(ctx, account.id, reference.message ?? "", { missingCode, signal });
  const found = await findOriginal(reference, load);
  if ("error" in found) return found;
  const { original: message } = found;
  const kept = attachmentsToKeep(message.attachments ?? [], {
    all: reference.forwardAttachments === true,
    quotedHtml: reference.inline === true ? message.text?.html : undefined,
  });
  return { message, kept: await readKept(kept, readAttachment) };
}

/** Makes the message a reply to, or a forward of, the one it refers to. */
export function applyReference(
  ctx: Context,
  account: AccountRecord,
  body: ComposedFields,
  request: ComposeRequest,
  original: Original | undefined,
): Referenced {
  const { reference } = body;
  if (reference === undefined || original === undefined) return { request, outcome: undefined, answers: undefined };
  if (original === "none" || reference.message === undefined) return { request, outcome: {}, answers: undefined };
  if ("error" in original) {
    const outcome = { message: reference.message, success: false, error: original.error };
    return { request, outcome, answers: undefined };
  }
  const action = reference.action ?? "reply";
  const known = originalOf(original.message);
  const from = body.from ?? request.defaultFrom;
  const { subject, to, cc, bcc, inReplyTo, references } = replyHeaders(action, known, {
    from,
    ...(body.to && { to: body.to }),
    ...(body.cc && { cc: body.cc }),
    ...(body.bcc && { bcc: body.bcc }),
    ...(body.subject !== undefined && { subject: body.subject }),
    ...(account.settings.email !== undefined && { aliases: [account.settings.email] }),
  });
  // Empty text is no choice.
  const locale = body.locale || account.settings.locale || ctx.settings.get("locale");
  const timeZone = body.tz || account.settings.tz || ctx.settings.get("timezone");
  return {
    request: {
      ...request,
      subject,
      to,
      cc,
      bcc,
      ...(inReplyTo !== undefined && { inReplyTo }),
      references,
      ...(reference.inline === true &&
        body.raw === undefined &&
        quoteOriginal(action, known, {
          ...(body.text !== undefined && { text: body.text }),
          ...(body.html !== undefined && { html: body.html }),
          ...(locale && { locale }),
          ...(timeZone && { timeZone }),
        })),
      attachments: [...(request.attachments ?? []), ...original.kept],
    },
    outcome: {
      message: reference.message,
      success: true,
      ...(original.message.threadId !== undefined &&
        original.message.threadIdSource === undefined && { threadId: original.message.threadId }),
    },
    answers: { message: reference.message, action },
  };
}

/** Throws what `load` does, or MessageNotFound when the message is not the expected one. */
async function findOriginal(
  reference: MessageReference,
  load: () => Promise<Message>,
): Promise<{ original: Message } | { error: string }> {
  try {
    const original = await load();
    if (reference.messageId === undefined || reference.messageId === original.messageId) return { original };
    throw new PosthornError("not_found", "The referenced message has another Message-ID", { code: "MessageNotFound" });
  } catch (error) {
    if (reference.ignoreMissing === true) return { error: (error as Error).message };
    throw error;
  }
}

/** The message; what may be over in a moment is waited for. */
async function loadPatiently(
  ctx: Context,
  account: string,
  id: string,
  { missingCode, signal }: { missingCode: string; signal: AbortSignal },
): Promise<Message> {
  for (let attempt = 0; ; attempt++) {
    try {
      const backend = await openMailbox(ctx, account);
      return await backend.getMessage(id, { textType: "*", signal });
    } catch (error) {
      if (error instanceof PosthornError && error.kind === "not_found" && error.code !== "AccountNotFound")
        throw new PosthornError("not_found", "Referenced message was not found", {
          code: missingCode,
          cause: error,
        });
      const delayMs = RETRY_AFTER_MS[attempt];
      const mayPass = error instanceof PosthornError && error.kind === "unavailable";
      if (!mayPass || delayMs === undefined || signal.aborted) throw error;
      await sleep(delayMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

function originalOf(message: Message): OriginalMessage {
  const references = message.headers?.["references"]?.join(" ");
  const { subject, from, replyTo, to, cc, bcc, messageId, inReplyTo, date, text } = message;
  return {
    ...(subject !== undefined && { subject }),
    ...(from && { from }),
    ...(replyTo && { replyTo }),
    ...(to && { to }),
    ...(cc && { cc }),
    ...(bcc && { bcc }),
    ...(messageId !== undefined && { messageId }),
    ...(inReplyTo !== undefined && { inReplyTo }),
    ...(date !== undefined && { date }),
    ...(references !== undefined && { references }),
    ...(text && {
      text: {
        ...(text.plain !== undefined && { plain: text.plain }),
        ...(text.html !== undefined && { html: text.html }),
      },
    }),
  };
}

async function readKept(
  entries: readonly AttachmentEntry[],
  readAttachment: ReadAttachment,
): Promise<ComposeAttachment[]> {
  const attachments: ComposeAttachment[] = [];
  for (const entry of entries)
    attachments.push({
      ...(await readAttachment(entry.id)),
      contentDisposition: entry.inline === true ? "inline" : "attachment",
      ...(entry.contentId !== undefined && { cid: entry.contentId.replace(/^<|>$/g, "") }),
    });
  return attachments;
}
