import type { NewMessage } from "../core/mail-backend.ts";
import type { FunctionRun, UserFunctions } from "../core/user-function.ts";
import type { SummarySettings } from "./summary-settings.ts";

/** Asks `openAiPreProcessingFn` whether a message is shown to the model; null where there is none, and every message is. */
export async function runFilter(
  userFunctions: Pick<UserFunctions, "run">,
  account: string | null,
  message: NewMessage,
  { openAiPreProcessingFn: source, scriptEnv }: SummarySettings,
  signal: AbortSignal,
): Promise<FunctionRun | null> {
  if (!source) return null;
  const shown = { ...message, attachments: message.attachments?.map(withoutFile) };
  return userFunctions.run({
    source,
    // What EmailEngine passes, and what its documents say.
    payload: JSON.stringify({ ...shown, account, data: shown }),
    env: scriptEnv,
    label: { owner: "openAiPreProcessingFn", role: "filter" },
    needs: "truth",
    signal,
  });
}

function withoutFile(attachment: NonNullable<NewMessage["attachments"]>[number]) {
  const { content: _, ...entry } = attachment;
  return entry;
}
