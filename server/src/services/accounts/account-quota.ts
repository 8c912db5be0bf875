import type { Quota } from "@posthorn/contracts/accounts";
import { openMailbox } from "../open-mailbox.ts";
import type { Context } from "../context.ts";

/**
 * How full an account is; `unavailable` in a state in which its mailbox can't be used. False where
 * the mail server does not tell, fails to, or takes more than half of the time that a call has: for
 * that nobody is denied the rest of what is known of the account.
 */
export async function accountQuota(ctx: Context, account: string, signal: AbortSignal): Promise<Quota> {
  const backend = await openMailbox(ctx, account);
  const patience = AbortSignal.timeout(ctx.limits.commandTimeoutMs / 2);
  return backend.getQuota({ signal: AbortSignal.any([signal, patience]) }).catch((error: unknown) => {
    ctx.log.warn({ err: error, account }, "Could not ask for the quota of an account");
    return false as const;
  });
}
