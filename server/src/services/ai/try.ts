import { type TryPrompt, tryPrompt as promise } from "@posthorn/contracts/ai";
import { PosthornError } from "../../core/errors.ts";
import type { NewMessage } from "../../core/mail-backend.ts";
import { permissionRefusal } from "../../core/token-rules.ts";
import { requireAccount } from "../accounts/not-found.ts";
import type { Admission } from "../admit.ts";
import type { Context } from "../context.ts";
import { refusePrivileged } from "../settings/privileged.ts";
import { verb } from "../verb.ts";
import { loadMessage } from "./load-message.ts";
import { messageOfSample, sampleOfMessage } from "./sample-message.ts";
import { requireSample } from "./samples.ts";

/**
 * Functions see what `scriptEnv` holds, so that who may not read that may not bring any; and a summary tells what is in a
 * mail, so that who may not read mail brings their own.
 */
export const tryPrompt = verb(promise, async (ctx, { body }, { admission, signal }) => {
  const { account, message, sample, content, ...values } = body;
  if (values.preProcessingFn) refusePrivileged(admission, ["openAiPreProcessingFn", "scriptEnv"]);
  if (content === undefined) refuseMail(ctx, admission);
  if (account !== undefined) await requireAccount(ctx.storage, account);
  const shown = await messageOf(ctx, { account, message, sample, content }, signal);
  return ctx.promptBench.run({ account: account ?? null, message: shown, values }, signal);
});

type Source = { [K in "account" | "message" | "sample" | "content"]: TryPrompt[K] | undefined };

async function messageOf(
  ctx: Context,
  { account = "", message, sample, content = {} }: Source,
  signal: AbortSignal,
): Promise<NewMessage> {
  if (sample !== undefined) return messageOfSample((await requireSample(ctx.storage, sample)).content);
  if (message === undefined) return messageOfSample(content);
  const loaded = await loadMessage(ctx, { account, message }, signal);
  // With all that a function may look at.
  return { ...loaded, ...messageOfSample(sampleOfMessage(loaded)), id: loaded.id };
}

/** Of mail that is stored nothing is told to those who may not read it. */
function refuseMail({ limits }: Context, { token, session }: Admission): void {
  if (session !== null && limits.disableMessageBrowser)
    throw new PosthornError("forbidden", "The configuration keeps people who sign in from the content of messages", {
      code: "MessageBrowserDisabled",
    });
  if (token === null || permissionRefusal(token.permissions, "read", "message") === null) return;
  throw new PosthornError("forbidden", "Unauthorized permission", {
    extra: { requiredPermission: { action: "read", group: "message" } },
  });
}
