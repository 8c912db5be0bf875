import {
  type Submission as SubmissionBody,
  type SubmissionReceipt,
  submit as promise,
} from "@posthorn/contracts/submissions";
import { PosthornError } from "../../core/errors.ts";
import type { AccountRecord } from "../../storage/accounts.ts";
import type { SubmissionOptions } from "../../storage/submissions.ts";
import { requireAccount } from "../accounts/not-found.ts";
import { refuseProxyOfNarrowed } from "../accounts/refuse-proxy.ts";
import type { Context } from "../context.ts";
import { type IdempotencyKey, idempotencyKeyOf, keyOfCall } from "../idempotency.ts";
import { verb } from "../verb.ts";
import { acceptSubmission, answerDryRun, onceForKey } from "./accept.ts";
import { composeSubmission, type Composed } from "./compose-submission.ts";
import { chooseGateway } from "./choose-gateway.ts";
import { findContent, renderContent } from "./message-content.ts";
import { submitMerge } from "./submit-merge.ts";
import { trackingOptions } from "./tracking-options.ts";
import { refuseLateSending, refuseManyCopies } from "./within-caps.ts";

/**
 * Takes a message in for sending. What is answered with 200 is on disk: the message, its place in
 * the queue and the answer to its idempotency key were committed together.
 */
export const submit = verb(promise, async (ctx, { params, query, body, headers }, call) => {
  refuseProxyOfNarrowed(call.admission, body.proxy);
  const account = await requireAccount(ctx.storage, params.account);
  const key = keyOfCall(ctx, idempotencyKeyOf(headers["idempotency-key"]), body);
  const structured = query.useStructuredFormat ? { useStructuredFormat: true } : {};
  return onceForKey(ctx, account.id, key, async () => {
    // A whole message may name its gateway itself.
    if (body.raw === undefined) await chooseGateway(ctx, account, body.gateway);
    if (body.mailMerge) {
      refuseManyCopies(ctx, body.mailMerge.length);
      // One that some copies do without is a matter of the others.
      if (body.sendAt !== undefined && body.mailMerge.every(({ sendAt }) => sendAt === undefined))
        refuseLateSending(ctx, new Date(body.sendAt).getTime(), ctx.now());
      const gateway = await chooseGateway(ctx, account, body.gateway);
      const options = { ...deliveryOptionsOf(body, gateway), ...structured, ...trackingOptions(ctx, body) };
      return submitMerge(ctx, { account, body, entries: body.mailMerge, options, key, signal: call.signal });
    }
    const composed = await composeSubmission(
      ctx,
      account,
      await filledIn(ctx, account, body, call.signal),
      call.signal,
      ctx.now(),
    );
    const gateway = await chooseGateway(ctx, account, composed.gateway ?? body.gateway);
    if (composed.envelope.to.length === 0)
      throw new PosthornError("invalid", "The message has no recipients", { code: "NoRecipients" });
    if (body.dryRun === true) return showDryRun(ctx, account.id, composed, key);
    return acceptSubmission(ctx, {
      account: account.id,
      composed,
      source: "api",
      options: {
        ...deliveryOptionsOf(body, gateway),
        ...structured,
        ...trackingOptions(ctx, body, composed.trackingEnabled),
      },
      attempts: body.deliveryAttempts,
      key,
    });
  });
});

/** The request with what its template says, and the values in it; a whole message stays as it is. */
async function filledIn(
  ctx: Context,
  account: AccountRecord,
  body: SubmissionBody,
  signal: AbortSignal,
): Promise<SubmissionBody> {
  if (body.raw !== undefined) return body;
  const values = { params: body.render ? body.render.params : undefined, baseUrl: body.baseUrl };
  return { ...body, ...(await renderContent(ctx, account, await findContent(ctx, account, body), values, signal)) };
}

const showDryRun = (
  ctx: Context,
  account: string,
  { raw, messageId, reference }: Composed,
  key: IdempotencyKey | null,
): Promise<SubmissionReceipt> =>
  answerDryRun(ctx, account, key, {
    response: "Dry run",
    messageId,
    preview: raw.toString("base64"),
    ...(reference && { reference }),
  });

/** How a message is to be handed over, and where its copy goes. */
export const deliveryOptionsOf = (
  {
    dsn,
    proxy,
    localAddress,
    copy,
    sentMailPath,
    metadata,
  }: Pick<SubmissionBody, "dsn" | "proxy" | "localAddress" | "copy" | "sentMailPath" | "metadata">,
  gateway: string | undefined,
): SubmissionOptions => ({
  ...(gateway !== undefined && { gateway }),
  ...(dsn && { dsn }),
  ...(proxy !== undefined && { proxy }),
  ...(localAddress !== undefined && { localAddress }),
  ...(copy !== undefined && { copy }),
  ...(sentMailPath && { sentMailPath }),
  ...(metadata && { metadata }),
});
