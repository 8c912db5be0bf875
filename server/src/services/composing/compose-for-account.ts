import { hostname } from "node:os";
import type { ComposedFields, ReferenceOutcome } from "@posthorn/contracts/composing";
import type { FieldFault } from "@posthorn/contracts/errors";
import { PosthornError } from "../../core/errors.ts";
import { composeMessage } from "../../mime/compose.ts";
import type { ComposeAttachment, ComposedMessage, ComposeRequest } from "../../mime/compose-request.ts";
import type { AccountRecord } from "../../storage/accounts.ts";
import type { SubmissionOptions } from "../../storage/submissions.ts";
import type { Context } from "../context.ts";
import { attachmentReader, type ReadAttachment } from "./read-attachment.ts";
import { applyReference, type Original, readOriginal } from "./reference.ts";

const HOSTNAME = hostname();

export interface ComposeOptions {
  /** The code of a reference to a message that isn't there. */
  missingCode: "ReferenceNotFound" | "MessageNotFound";
  /** Whether a message that names no sender is from the account. */
  isFromAccount: boolean;
  /** Epoch milliseconds. */
  now: number;
  signal: AbortSignal;
}

export interface ComposedForAccount extends ComposedMessage {
  /** What came of the reference, for the answer. */
  reference: ReferenceOutcome | undefined;
  /** The original to flag once the message is sent. */
  answers: SubmissionOptions["reference"];
}

/** What a message takes from the mailbox. Messages that say different things can share it. */
export interface Gathered {
  attachments: ComposeAttachment[];
  /** Undefined for a message that refers to none. */
  original: Original | undefined;
}

/** The message that the fields of a body make, with its reference resolved and its attachments fetched. */
export async function composeForAccount(
  ctx: Context,
  account: AccountRecord,
  fields: ComposedFields,
  more: Partial<ComposeRequest>,
  options: ComposeOptions,
): Promise<ComposedForAccount> {
  return composeGathered(ctx, account, fields, more, options, await gather(ctx, account, fields, options));
}

/** Reads what the message takes from the mailbox, no more than `MOST_BYTES` of attachments. Refuses what is longer than it may be before that. */
export async function gather(
  ctx: Context,
  account: AccountRecord,
  fields: ComposedFields,
  options: Pick<ComposeOptions, "missingCode" | "signal">,
): Promise<Gathered> {
  refuseOversize(fields, ctx.limits.maxTextSize);
  const readAttachment = attachmentReader(ctx, account.id, options.signal);
  return {
    attachments: await fetchAttachments(fields, readAttachment),
    original: fields.reference && (await readOriginal(ctx, account, fields.reference, { ...options, readAttachment })),
  };
}

/** As `composeForAccount`, with what it takes from the mailbox at hand. */
export async function composeGathered(
  ctx: Context,
  account: AccountRecord,
  fields: ComposedFields,
  more: Partial<ComposeRequest>,
  { isFromAccount, now }: Pick<ComposeOptions, "isFromAccount" | "now">,
  { attachments, original }: Gathered,
): Promise<ComposedForAccount> {
  const { email, name } = account.settings;
  const request: ComposeRequest = {
    ...pick(fields, ["from", "to", "cc", "bcc", "subject", "text", "html", "headers", "messageId", "raw"]),
    ...(isFromAccount &&
      email !== undefined && { defaultFrom: { address: email, ...(name !== undefined && { name }) } }),
    attachments,
    now: new Date(now),
    hostname: HOSTNAME,
    ...more,
  };
  const referenced = applyReference(ctx, account, fields, request, original);
  return {
    ...(await composeMessage(referenced.request)),
    reference: referenced.outcome,
    answers: referenced.answers,
  };
}

const pick = <T extends object, K extends keyof T>(from: T, keys: readonly K[]) =>
  Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]])) as Pick<T, K>;

/** Attachments that name one of the mailbox are read from there. */
async function fetchAttachments(fields: ComposedFields, readAttachment: ReadAttachment): Promise<ComposeAttachment[]> {
  const attachments: ComposeAttachment[] = [];
  for (const { reference, content, encoding: _, ...given } of fields.attachments ?? []) {
    if (!reference) {
      attachments.push({ ...given, content: Buffer.from(content ?? "", "base64") });
      continue;
    }
    attachments.push({ ...(await readAttachment(reference)), ...given });
  }
  return attachments;
}

/** Refuses texts and attachments that are longer than `limit` characters. */
export function refuseOversize(fields: ComposedFields, limit: number): void {
  const faults: FieldFault[] = [];
  const check = (path: string, value: string | undefined) => {
    if (value === undefined || value.length <= limit) return;
    const key = path.split(".").at(-1) ?? path;
    faults.push({ key, path: `body.${path}`, message: `"${key}" must not be longer than ${limit} characters` });
  };
  check("text", fields.text);
  check("html", fields.html);
  check("raw", fields.raw);
  for (const [index, { content }] of (fields.attachments ?? []).entries())
    check(`attachments.${index}.content`, content);
  if (faults.length > 0) throw new PosthornError("invalid", "Invalid input", { fields: faults });
}
