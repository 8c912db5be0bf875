import { type Backoff, backoffDelay } from "../../core/backoff.ts";
import { PosthornError } from "../../core/errors.ts";
import type { MailBackend } from "../../core/mail-backend.ts";
import { completeJobs } from "../../queue/complete.ts";
import { failJob } from "../../queue/fail.ts";
import type { ClaimedLane } from "../../queue/job.ts";
import { findOpenSettings } from "../../storage/accounts.ts";
import {
  deleteSubmissionContent,
  findSubmission,
  readSubmissionContent,
  type Submission,
} from "../../storage/submissions.ts";
import { isFiledByProvider, wantsCopy } from "./sent-copies.ts";
import type { DeliverySettings } from "./delivery-settings.ts";

const RETRY: Backoff = { firstMs: 5000, capMs: 60 * 60 * 1000, jitter: 0.2 };
const MOST_ATTEMPTS = 20;

/**
 * What follows a delivery: the copy in Sent, the flag on the message that was answered, the end of the
 * draft that was sent. A step of its own, retried by itself: the message counts as sent whatever
 * becomes of it.
 */
export async function storeSentCopy(
  deps: DeliverySettings,
  lane: ClaimedLane<"sent-copy">,
  signal: AbortSignal,
): Promise<void> {
  const [job] = lane.jobs;
  const { storage, log } = deps;
  const submission = await findSubmission(storage, job.payload.submission);
  const account = submission && (await findOpenSettings(storage, submission.account));
  if (submission === undefined || account === undefined) return completeJobs(storage, [job.id]);
  const about = { account: submission.account, queueId: submission.id, messageId: submission.messageId };
  const attempts = job.attempts + 1;
  const options = { signal: AbortSignal.any([signal, AbortSignal.timeout(deps.timeoutMs)]) };
  /** What can't be done is given up, so that it does not stand in the way of what can. */
  const step = async (what: string, work: (backend: MailBackend) => Promise<void>): Promise<boolean> => {
    try {
      await work(await deps.mail.open(submission.account));
      return true;
    } catch (error) {
      if (signal.aborted || (isTemporary(error) && attempts < MOST_ATTEMPTS)) throw error;
      log.warn({ ...about, reason: (error as Error).message }, `${what} was not possible`);
      return false;
    }
  };
  try {
    const hasCopy = (await wantsCopy(storage, submission, account))
      ? await step("Storing the copy of a sent message", (backend) => appendCopy(deps, backend, submission, options))
      : await isFiledByProvider(storage, submission, account);
    await step("Flagging an answered message", (backend) => flagOriginal(backend, submission, options));
    await step("Removing a sent draft", (backend) => removeDraft(backend, submission, hasCopy, options));
  } catch (error) {
    if (signal.aborted) return;
    log.info({ ...about, reason: (error as Error).message }, "What follows the sending of a message is not done yet");
    return failJob(storage, job.id, deps.now() + backoffDelay(RETRY, attempts));
  }
  await storage.transaction(async (tx) => {
    await deleteSubmissionContent(tx, submission.id);
    await completeJobs(tx, [job.id]);
  });
}

async function appendCopy(
  { storage }: DeliverySettings,
  backend: MailBackend,
  submission: Submission,
  options: { signal: AbortSignal },
): Promise<void> {
  const content = await readSubmissionContent(storage, submission.id);
  if (content === undefined) return;
  await backend.append(submission.options.sentMailPath || "\\Sent", content, { ...options, flags: ["\\Seen"] });
  // What is retried after this finds nothing to store a second time.
  await deleteSubmissionContent(storage, submission.id);
}

async function flagOriginal(
  backend: MailBackend,
  { options }: Submission,
  call: { signal: AbortSignal },
): Promise<void> {
  if (options.reference === undefined) return;
  const { message, action } = options.reference;
  const add = action === "forward" ? ["\\Answered", "$Forwarded"] : ["\\Answered"];
  await backend.updateMessage(message, { flags: { add } }, call).catch(unlessGone);
}

/** For good when a copy of it is in Sent; else it can still be found in Trash. */
async function removeDraft(
  backend: MailBackend,
  { options: { draft } }: Submission,
  hasCopy: boolean,
  call: { signal: AbortSignal },
): Promise<void> {
  if (!draft) return;
  const found = await backend.getMessage(draft.message, { ...call, maxBytes: 1 }).catch(unlessGone);
  // Sent where it lay, it has become the copy in Sent, and may still have its id.
  if (found?.draft !== true && found?.specialUse !== "\\Drafts") return;
  await backend.deleteMessage(draft.message, { ...call, force: hasCopy }).catch(unlessGone);
}

/** A message that was there when it was sent may be gone by now. */
function unlessGone(error: unknown): void {
  if (!(error instanceof PosthornError) || error.kind !== "not_found") throw error;
}

/** A mailbox that is missing stays missing; a server that is away comes back. */
const isTemporary = (error: unknown) => !(error instanceof PosthornError) || error.kind !== "not_found";
