import { hostname } from "node:os";
import type { FieldFault } from "@posthorn/contracts/errors";
import type { Submission as SubmissionBody, SubmissionReceipt } from "@posthorn/contracts/submissions";
import { PosthornError } from "../../core/errors.ts";
import { composeMessage } from "../../mime/compose.ts";
import type { ComposeAttachment, ComposeRequest } from "../../mime/compose-request.ts";
import type { AccountRecord } from "../../storage/accounts.ts";
import type { SubmissionOptions } from "../../storage/submissions.ts";
import type { Context } from "../context.ts";
import { readAttachment } from "./read-attachment.ts";
import { applyReference } from "./reference.ts";

const HOSTNAME = hostname();

export interface Composed {
  raw: Buffer;
  messageId: string;
  envelope: { from: string; to: string[] };
  subject: string | undefined;
  /** Epoch milliseconds; also from the message's own control header. */
  sendAt: number | undefined;
  deliveryAttempts: number | undefined;
  /** What came of the reference, for the answer. */
  reference: SubmissionReceipt["reference"];
  /** The original to flag once the message is sent. */
  answers: SubmissionOptions["reference"];
}

/** The message that a submission asks for, with its reference resolved and its attachments fetched. */
export async function composeSubmission(
  ctx: Context,
  account: AccountRecord,
  body: SubmissionBody,
  signal: AbortSignal,
  now: number,
): Promise<Composed> {
  refuseOversize(body, ctx.limits.maxTextSize);
  const { settings } = account;
  const sendAt = body.sendAt === undefined ? undefined : new Date(body.sendAt);
  const request: ComposeRequest = {
    ...pick(body, [
      "from",
      "to",
      "cc",
      "bcc",
      "replyTo",
      "subject",
      "text",
      "html",
      "headers",
      "messageId",
      "raw",
      "envelope",
    ]),
    ...(settings.email !== undefined && {
      defaultFrom: { address: settings.email, ...(settings.name !== undefined && { name: settings.name }) },
    }),
    ...(sendAt && { sendAt }),
    attachments: await fetchAttachments(ctx, account.id, body, signal),
    now: new Date(now),
    hostname: HOSTNAME,
  };
  const referenced = await applyReference(ctx, account, body, request, signal);
  const composed = await composeMessage(referenced.request);
  return {
    raw: composed.raw,
    messageId: composed.messageId,
    envelope: composed.envelope,
    subject: composed.subject,
    sendAt: (composed.control.sendAt ?? sendAt)?.getTime(),
    deliveryAttempts: composed.control.deliveryAttempts,
    reference: referenced.outcome,
    answers: referenced.answers,
  };
}

const pick = <T extends object, K extends keyof T>(from: T, keys: readonly K[]) =>
  Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]])) as Pick<T, K>;

/** Attachments that name one of the mailbox are read from there. */
async function fetchAttachments(
  ctx: Context,
  account: string,
  body: SubmissionBody,
  signal: AbortSignal,
): Promise<ComposeAttachment[]> {
  const attachments: ComposeAttachment[] = [];
  for (const { reference, content, encoding: _, ...given } of body.attachments ?? []) {
    if (!reference) {
      attachments.push({ ...given, content: content ?? "" });
      continue;
    }
    attachments.push({ ...(await readAttachment(ctx, account, reference, signal)), ...given });
  }
  return attachments;
}

function refuseOversize(body: SubmissionBody, limit: number): void {
  const faults: FieldFault[] = [];
  const check = (path: string, value: string | undefined) => {
    if (value === undefined || value.length <= limit) return;
    const key = path.split(".").at(-1) ?? path;
    faults.push({ key, path: `body.${path}`, message: `"${key}" must not be longer than ${limit} characters` });
  };
  check("text", body.text);
  check("html", body.html);
  check("raw", body.raw);
  for (const [index, { content }] of (body.attachments ?? []).entries()) check(`attachments.${index}.content`, content);
  if (faults.length > 0) throw new PosthornError("invalid", "Invalid input", { fields: faults });
}
