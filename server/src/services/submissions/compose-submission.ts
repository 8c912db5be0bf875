import type { Submission as SubmissionBody } from "@posthorn/contracts/submissions";
import type { AccountRecord } from "../../storage/accounts.ts";
import { type ComposedForAccount, composeGathered, gather, type Gathered } from "../composing/compose-for-account.ts";
import type { Context } from "../context.ts";
import { refuseLateSending, refuseManyRecipients } from "./within-caps.ts";

export interface Composed extends Omit<ComposedForAccount, "control"> {
  /** Epoch milliseconds; also from the message's own control header. */
  sendAt: number | undefined;
  deliveryAttempts: number | undefined;
  /** From the message's own control headers. */
  gateway: string | undefined;
  trackingEnabled: boolean | undefined;
}

/** The message that a submission asks for; `raw` is one that exists already. Throws `invalid` beyond the installation's caps. */
export async function composeSubmission(
  ctx: Context,
  account: AccountRecord,
  body: SubmissionBody,
  signal: AbortSignal,
  now: number,
  raw?: Buffer,
): Promise<Composed> {
  return composeWith(ctx, account, body, await gatherForSubmission(ctx, account, body, signal), now, raw);
}

/** Reads what the message, or every copy of it, takes from the mailbox. */
export const gatherForSubmission = (ctx: Context, account: AccountRecord, body: SubmissionBody, signal: AbortSignal) =>
  gather(ctx, account, body, { missingCode: "ReferenceNotFound", signal });

/** As `composeSubmission`, with what it takes from the mailbox at hand. */
export async function composeWith(
  ctx: Context,
  account: AccountRecord,
  body: SubmissionBody,
  gathered: Gathered,
  now: number,
  raw?: Buffer,
): Promise<Composed> {
  const sendAt = body.sendAt === undefined ? undefined : new Date(body.sendAt);
  const { control, ...composed } = await composeGathered(
    ctx,
    account,
    body,
    {
      ...(body.replyTo && { replyTo: body.replyTo }),
      ...(body.previewText !== undefined && { previewText: body.previewText }),
      ...(body.envelope && { envelope: body.envelope }),
      ...(sendAt && { sendAt }),
      ...(raw && { raw }),
    },
    { isFromAccount: true, now },
    gathered,
  );
  const submission: Composed = {
    ...composed,
    sendAt: (control.sendAt ?? sendAt)?.getTime(),
    deliveryAttempts: control.deliveryAttempts,
    gateway: control.gateway,
    trackingEnabled: control.trackingEnabled,
  };
  refuseManyRecipients(ctx, submission.envelope.to);
  if (submission.sendAt !== undefined) refuseLateSending(ctx, submission.sendAt, now);
  return submission;
}
