import type { SubmissionReceipt } from "@posthorn/contracts/submissions";
import { PosthornError } from "../../core/errors.ts";
import { readControlHeaders } from "../../mime/control-headers.ts";
import { splitMessage } from "../../mime/header-block.ts";
import type { SubmissionOptions } from "../../storage/submissions.ts";
import { requireAccount } from "../accounts/not-found.ts";
import type { Context } from "../context.ts";
import { idempotencyKeyOf, keyOfCall } from "../idempotency.ts";
import { acceptSubmission, onceForKey } from "./accept.ts";
import { composeSubmission } from "./compose-submission.ts";
import { chooseGateway } from "./choose-gateway.ts";
import { deliveryOptionsOf } from "./submit.ts";
import { trackingOptions } from "./tracking-options.ts";

/** A message that was handed in over SMTP. */
export interface SmtpSubmission {
  /** Whose login it came with; null when there was none, and the message itself names the account. */
  account: string | null;
  /** As of MAIL FROM and RCPT TO; what the header says does not count. */
  envelope: { from: string; to: string[] };
  dsn: SubmissionOptions["dsn"];
  raw: Buffer;
}

const LONGEST_KEY = 1024;

/**
 * Takes a message in for sending, as `POST /v1/account/{account}/submit` takes its `raw`: with its control headers
 * obeyed and removed, on disk when this resolves. Throws `not_found` when no account is named that can send, `invalid`
 * for a message that nobody can read.
 */
export async function submitOverSmtp(
  ctx: Context,
  { account: ofLogin, envelope, dsn, raw }: SmtpSubmission,
  signal: AbortSignal,
): Promise<SubmissionReceipt> {
  const control = controlOf(raw);
  const account = await requireAccount(ctx.storage, ofLogin ?? control.account ?? "");
  const named = idempotencyKeyOf(control.idempotencyKey);
  if (named !== null && (named.length > LONGEST_KEY || named.includes("\0")))
    throw new PosthornError("invalid", "The idempotency key makes no sense");
  const key = keyOfCall(ctx, named, envelope, raw);
  return onceForKey(ctx, account.id, key, async () => {
    const gateway = await chooseGateway(ctx, account, control.gateway);
    const composed = await composeSubmission(ctx, account, { envelope }, signal, ctx.now(), raw);
    return acceptSubmission(ctx, {
      account: account.id,
      composed,
      source: "smtp",
      options: {
        ...deliveryOptionsOf({}, gateway),
        ...(dsn && { dsn }),
        ...trackingOptions(ctx, {}, composed.trackingEnabled),
      },
      attempts: undefined,
      key,
    });
  });
}

function controlOf(raw: Buffer) {
  try {
    return readControlHeaders(splitMessage(raw).fields);
  } catch (cause) {
    throw new PosthornError("invalid", (cause as Error).message, { cause });
  }
}
