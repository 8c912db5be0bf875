import { setMaxListeners } from "node:events";
import { hostname } from "node:os";
import type {
  MergeEntry,
  MergeReceipt,
  Submission as SubmissionBody,
  SubmissionReceipt,
} from "@posthorn/contracts/submissions";
import { PosthornError, STATUS } from "../../core/errors.ts";
import { bracketed, newMessageId } from "../../mime/message-id.ts";
import { RenderingTooCostly } from "../../mime/templates/renderer.ts";
import type { AccountRecord } from "../../storage/accounts.ts";
import { asRecipient } from "../../storage/blocklists.ts";
import type { SubmissionOptions } from "../../storage/submissions.ts";
import type { Gathered } from "../composing/compose-for-account.ts";
import type { Context } from "../context.ts";
import type { IdempotencyKey } from "../idempotency.ts";
import { type Accepted, answerDryRun } from "./accept.ts";
import { type Composed, composeWith, gatherForSubmission } from "./compose-submission.ts";
import { findList, findSuppression, leaving, type MailList, type Suppression } from "./mail-list.ts";
import { findContent, type MessageContent, renderContent } from "./message-content.ts";
import { createStage, MOST_STAGED_BYTES, type Stage, stagedTooMuch } from "./stage.ts";

export interface Merge {
  account: AccountRecord;
  body: SubmissionBody;
  entries: readonly MergeEntry[];
  options: SubmissionOptions;
  key: IdempotencyKey | null;
  signal: AbortSignal;
}

/** What all copies have in common. */
interface Shared {
  content: MessageContent;
  gathered: Gathered;
  list: MailList | undefined;
  suppression: Suppression;
}

/** A copy, or why there is none. */
type Copy =
  | { entry: MergeEntry; composed: Composed }
  | { entry: MergeEntry; skipped: NonNullable<MergeReceipt["skipped"]> }
  | { entry: MergeEntry; error: PosthornError };

const MOST_COPIES_AT_ONCE = 50;
/** Of the messages that are in memory at once, in bytes, as far as one can tell before. */
const BYTES_AT_ONCE = 16 * 1024 * 1024;
/** Of the messages that the answer to a dry run shows. */
const MOST_PREVIEW_BYTES = 20 * 1024 * 1024;

/**
 * Takes in a message of its own for each entry, all or, when the call ends before, none. What is wrong with one copy is
 * told in its place and is no matter of the others; what is wrong with all of them, such as a missing template, throws.
 * So does a template that takes too much time or memory, as one after the other would take it.
 */
export async function submitMerge(ctx: Context, given: Merge): Promise<SubmissionReceipt> {
  const { account, body } = given;
  const end = new AbortController();
  const signal = AbortSignal.any([given.signal, end.signal]);
  const merge = { ...given, signal };
  // Every copy that is being made listens.
  setMaxListeners(MOST_COPIES_AT_ONCE + 10, signal);
  const shared: Shared = {
    content: await findContent(ctx, account, body),
    gathered: await gatherForSubmission(ctx, account, body, signal),
    list: findList(ctx, body),
    suppression: await findSuppression(ctx, body, merge.entries),
  };
  refuseTooMuch(merge, shared);
  try {
    return await (body.dryRun === true ? showAll(ctx, merge, shared) : queueAll(ctx, merge, shared));
  } finally {
    // Copies that still wait when another one ended the merge.
    end.abort();
  }
}

async function queueAll(ctx: Context, merge: Merge, shared: Shared): Promise<SubmissionReceipt> {
  const stage = createStage(ctx, merge.account.id);
  try {
    const receipts: MergeReceipt[] = [];
    for await (const copies of composeAll(ctx, merge, shared))
      receipts.push(...(await stageCopies(stage, merge, shared, copies)));
    return await stage.release(merge.key, { mailMerge: receipts });
  } finally {
    // What can't be removed now is by upkeep.
    await stage.drop().catch((error: unknown) => ctx.log.warn({ err: error }, "A mail merge left messages behind"));
  }
}

async function stageCopies(
  stage: Stage,
  { account, options, body, key }: Merge,
  { suppression: { lists } }: Shared,
  copies: readonly Copy[],
): Promise<MergeReceipt[]> {
  const made = copies.filter((copy) => "composed" in copy);
  const accepted = made.map(({ entry, composed }): Accepted => {
    const ids = [...lists];
    const own = ids.length > 0 && { blocklists: { ids, recipient: asRecipient(entry.to.address) } };
    return {
      account: account.id,
      composed,
      source: "api",
      options: { ...options, ...own, ...(entry.metadata && { metadata: entry.metadata }) },
      attempts: body.deliveryAttempts,
      key,
    };
  });
  const queued = new Map((await stage.add(accepted)).map((submission, index) => [made[index] as Copy, submission]));
  return copies.map((copy) => {
    if (!("composed" in copy)) return unsent(copy);
    const { id = "", createdAt = 0 } = queued.get(copy) ?? {};
    const sendAt = new Date(copy.composed.sendAt ?? createdAt).toISOString();
    return { ...receiptOf(copy), queueId: id, sendAt };
  });
}

async function showAll(ctx: Context, merge: Merge, shared: Shared): Promise<SubmissionReceipt> {
  const receipts: MergeReceipt[] = [];
  let bytes = 0;
  for await (const copies of composeAll(ctx, merge, shared))
    for (const copy of copies) {
      if (!("composed" in copy)) {
        receipts.push(unsent(copy));
        continue;
      }
      bytes += copy.composed.raw.length;
      const preview = bytes <= MOST_PREVIEW_BYTES && { preview: copy.composed.raw.toString("base64") };
      receipts.push({ ...receiptOf(copy), ...preview });
    }
  return answerDryRun(ctx, merge.account.id, merge.key, { mailMerge: receipts });
}

/** The copies in the order of their entries, in portions that fit into memory. */
async function* composeAll(ctx: Context, merge: Merge, shared: Shared): AsyncGenerator<Copy[]> {
  const { entries, signal } = merge;
  const size = Math.max(1, Math.min(MOST_COPIES_AT_ONCE, Math.floor(BYTES_AT_ONCE / sizeOfCopy(shared))));
  for (let from = 0; from < entries.length; from += size) {
    signal.throwIfAborted();
    yield Promise.all(entries.slice(from, from + size).map((entry) => composeCopy(ctx, merge, shared, entry)));
  }
}

/** Refuses copies that are too much together before any is made, as far as one can tell: what values are filled into may become shorter. */
function refuseTooMuch({ entries }: Merge, shared: Shared): void {
  const { content, list, suppression } = shared;
  const attached = bytesAttached(shared);
  const text = content.isTemplate || list !== undefined ? 0 : lengthOfText(shared);
  let bytes = 0;
  for (const { to, params } of entries) {
    if (suppression.gone.has(asRecipient(to.address))) continue;
    bytes += attached + (params === undefined ? text : 0);
  }
  if (bytes > MOST_STAGED_BYTES) throw stagedTooMuch();
}

/** As base64 and all, roughly. */
const sizeOfCopy = (shared: Shared) => 1 + lengthOfText(shared) + bytesAttached(shared) * 1.4;

const lengthOfText = ({ content: { says } }: Shared) => (says.html?.length ?? 0) + (says.text?.length ?? 0);

function bytesAttached({ gathered: { attachments, original } }: Shared): number {
  const kept = original !== undefined && typeof original === "object" && "kept" in original ? original.kept : [];
  return [...attachments, ...kept].reduce((sum, { content }) => sum + content.length, 0);
}

async function composeCopy(ctx: Context, merge: Merge, shared: Shared, entry: MergeEntry): Promise<Copy> {
  const { account, body, signal } = merge;
  const { mailMerge: _, messageId: _ofAll, headers = {}, ...common } = body;
  const { list } = shared;
  const blocked = shared.suppression.gone.get(asRecipient(entry.to.address));
  if (blocked) return { entry, skipped: { reason: blocked.reason, listId: blocked.list } };
  try {
    const sender = body.from?.address ?? account.settings.email ?? "";
    const messageId = bracketed(entry.messageId) ?? newMessageId(sender, hostname());
    const ways = list && leaving(account.id, list, entry.to.address, messageId);
    const values = {
      // What a list sends is a template: it names the way to leave.
      params: entry.params ?? (list && {}),
      to: entry.to,
      unsubscribeUrl: ways?.unsubscribeUrl,
      baseUrl: body.baseUrl,
    };
    const own: SubmissionBody = {
      ...common,
      ...(await renderContent(ctx, account, shared.content, values, signal)),
      headers: { ...withoutMessageId(headers), ...ways?.headers },
      to: [entry.to],
      messageId,
      ...(entry.sendAt !== undefined && { sendAt: entry.sendAt }),
    };
    return { entry, composed: await composeWith(ctx, account, own, shared.gathered, ctx.now()) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RenderingTooCostly) throw error;
    if (!(error instanceof PosthornError) || error.temporary || STATUS[error.kind] >= 500) throw error;
    return { entry, error };
  }
}

/** Each copy has an id of its own. */
const withoutMessageId = (headers: Record<string, string | string[]>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== "message-id"));

const receiptOf = ({ entry, composed }: { entry: MergeEntry; composed: Composed }): MergeReceipt => ({
  success: true,
  to: entry.to,
  messageId: composed.messageId,
});

function unsent(copy: Exclude<Copy, { composed: Composed }>): MergeReceipt {
  if ("skipped" in copy) return { success: true, to: copy.entry.to, skipped: copy.skipped };
  const { entry, error } = copy;
  // What is wrong with a field is said of the field.
  const message = error.fields?.[0]?.message ?? error.message;
  return {
    success: false,
    to: entry.to,
    error: message,
    code: error.code ?? "SubmitFail",
    statusCode: STATUS[error.kind],
  };
}
