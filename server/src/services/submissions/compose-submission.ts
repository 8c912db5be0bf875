import type { Submission as SubmissionBody } from "@posthorn/contracts/submissions";
import type { AccountRecord } from "../../storage/accounts.ts";
import { type ComposedForAccount, composeForAccount } from "../composing/compose-for-account.ts";
import type { Context } from "../context.ts";

export interface Composed extends Omit<ComposedForAccount, "control"> {
  /** Epoch milliseconds; also from the message's own control header. */
  sendAt: number | undefined;
  deliveryAttempts: number | undefined;
  /** From the message's own control header. */
  gateway: string | undefined;
}

/** The message that a submission asks for; `raw` is one that exists already. */
export async function composeSubmission(
  ctx: Context,
  account: AccountRecord,
  body: SubmissionBody,
  signal: AbortSignal,
  now: number,
  raw?: Buffer,
): Promise<Composed> {
  const sendAt = body.sendAt === undefined ? undefined : new Date(body.sendAt);
  const { control, ...composed } = await composeForAccount(
    ctx,
    account,
    body,
    {
      ...(body.replyTo && { replyTo: body.replyTo }),
      ...(body.envelope && { envelope: body.envelope }),
      ...(sendAt && { sendAt }),
      ...(raw && { raw }),
    },
    { missingCode: "ReferenceNotFound", isFromAccount: true, now, signal },
  );
  return {
    ...composed,
    sendAt: (control.sendAt ?? sendAt)?.getTime(),
    deliveryAttempts: control.deliveryAttempts,
    gateway: control.gateway,
  };
}
