import type { StoredAlertTarget } from "../../core/alert-rule.ts";
import type { Db } from "../../storage/storage.ts";
import { requireAccount } from "../accounts/not-found.ts";
import type { Context } from "../context.ts";
import { requireGateway } from "../gateways/find.ts";
import { queueSubmission } from "../submissions/accept.ts";
import { chooseGateway } from "../submissions/choose-gateway.ts";
import { composeSubmission } from "../submissions/compose-submission.ts";

type EmailTarget = Extract<StoredAlertTarget, { email: unknown }>["email"];

/** Throws AccountNotFound, GatewayNotFound or SMTPUnavailable where the account could not send by the gateway. */
export async function requireSender(ctx: Context, { account: id, gateway }: Omit<EmailTarget, "to">) {
  const account = await requireAccount(ctx.storage, id);
  if (gateway !== undefined) await requireGateway(ctx.storage, gateway);
  return { account, gateway: await chooseGateway(ctx, account, gateway) };
}

/**
 * Composes an email of an alert, and resolves with what writes it to the outbox in the caller's transaction and answers its
 * place there. Nobody is to answer it by a machine, and no copy of it is kept.
 */
export async function composeAlertMail(
  ctx: Context,
  target: EmailTarget,
  { subject, text }: { subject: string; text: string },
  signal: AbortSignal,
): Promise<(tx: Db) => Promise<string>> {
  const { account, gateway } = await requireSender(ctx, target);
  const composed = await composeSubmission(
    ctx,
    account,
    {
      to: target.to.map((address) => ({ address })),
      subject,
      text,
      headers: { "Auto-Submitted": "auto-generated" },
    },
    signal,
    ctx.now(),
  );
  const options = { copy: false, ...(gateway !== undefined && { gateway }) };
  const accepted = { account: account.id, composed, source: "api", options, attempts: undefined, key: null } as const;
  return async (tx) => (await queueSubmission(ctx, tx, accepted, ctx.now())).queueId ?? "";
}
