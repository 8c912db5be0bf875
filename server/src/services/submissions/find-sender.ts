import { PosthornError } from "../../core/errors.ts";
import { type AccountRecord, findAccount } from "../../storage/accounts.ts";
import { accountNotFound } from "../accounts/not-found.ts";
import type { Context } from "../context.ts";

/** The account, if it has a way to send; else `not_found`. */
export async function findSender(ctx: Context, id: string): Promise<AccountRecord> {
  const account = await findAccount(ctx.storage, id);
  if (account === undefined) throw accountNotFound();
  if (account.settings.smtp?.host === undefined)
    throw new PosthornError("not_found", "The account has no way to send: no SMTP server is configured", {
      code: "SMTPUnavailable",
    });
  return account;
}
