import { submitDraft as promise } from "@posthorn/contracts/submissions";
import { PosthornError } from "../../core/errors.ts";
import { requireAccount } from "../accounts/not-found.ts";
import { refuseProxyOfNarrowed } from "../accounts/refuse-proxy.ts";
import { MOST_BYTES } from "../composing/most-bytes.ts";
import type { Context } from "../context.ts";
import { idempotencyKeyOf, keyOfCall } from "../idempotency.ts";
import { openMailbox } from "../open-mailbox.ts";
import { readAtMost } from "../read-at-most.ts";
import { verb } from "../verb.ts";
import { acceptSubmission, onceForKey } from "./accept.ts";
import { composeSubmission } from "./compose-submission.ts";
import { chooseGateway } from "./choose-gateway.ts";
import { deliveryOptionsOf } from "./submit.ts";

/** Sends a draft as it is now; once it is sent, it is no draft any more. */
export const submitDraft = verb(promise, async (ctx, { params, body: given, headers }, call) => {
  const body = given ?? {};
  refuseProxyOfNarrowed(call.admission, body.proxy);
  const account = await requireAccount(ctx.storage, params.account);
  const key = keyOfCall(ctx, idempotencyKeyOf(headers["idempotency-key"]), params.message, body);
  return onceForKey(ctx, account.id, key, async () => {
    const raw = await readDraft(ctx, account.id, params.message, call.signal);
    const composed = await composeSubmission(ctx, account, body, call.signal, ctx.now(), raw);
    const gateway = await chooseGateway(ctx, account, composed.gateway ?? body.gateway);
    if (composed.envelope.to.length === 0)
      throw new PosthornError("invalid", "The draft has no recipients", { code: "DraftHasNoRecipients" });
    return acceptSubmission(ctx, {
      account: account.id,
      composed,
      source: "api",
      options: {
        ...deliveryOptionsOf(body, gateway),
        draft: { message: params.message },
        isDraftItself: body.sendAt === undefined && body.envelope === undefined,
      },
      attempts: body.deliveryAttempts,
      key,
    });
  });
});

const TOO_LARGE = "The draft is too large to be sent";

/** The draft byte for byte. Throws MessageNotDraft for a message that is none, and `too_large`. */
async function readDraft(ctx: Context, account: string, id: string, signal: AbortSignal): Promise<Buffer> {
  const backend = await openMailbox(ctx, account);
  const { draft, specialUse, size = 0 } = await backend.getMessage(id, { signal });
  if (draft !== true && specialUse !== "\\Drafts")
    throw new PosthornError("invalid", "The message is no draft", { code: "MessageNotDraft" });
  if (size > MOST_BYTES) throw new PosthornError("too_large", TOO_LARGE);
  return readAtMost(await backend.getSource(id, { signal }), MOST_BYTES, TOO_LARGE);
}
