import type { Log } from "../core/log.ts";
import type { NewMessage } from "../core/mail-backend.ts";
import type { MailSummaries } from "../core/mail-summaries.ts";
import type { MailSummary } from "../core/mail-summary.ts";
import type { UserFunctions } from "../core/user-function.ts";
import { askModel, type ModelTools, NO_OBJECT } from "./ask-model.ts";
import { ModelFailure } from "./model-failure.ts";
import { readableText } from "./prompt.ts";
import { runFilter } from "./run-filter.ts";
import type { ServicePause } from "./service-pause.ts";
import { isConfigured, type SummarySettings, urlOf } from "./summary-settings.ts";

export interface SummaryDeps extends ModelTools {
  userFunctions: Pick<UserFunctions, "run">;
  log: Log;
  /** What counts at this moment. */
  settings(): SummarySettings;
  pause: ServicePause;
}

/** Summaries by a model that is reached over HTTP. */
export function createMailSummaries(deps: SummaryDeps): MailSummaries {
  const { userFunctions, meter, log, settings, pause } = deps;

  async function passes(account: string, message: NewMessage, now: SummarySettings, signal: AbortSignal) {
    const run = await runFilter(userFunctions, account, message, now, signal);
    if (run === null) return true;
    if (run.ok) return run.isTruthy;
    if (!signal.aborted)
      log.warn(
        { account, message: message.id, fault: run.fault },
        "A message gets no summary, as openAiPreProcessingFn failed",
      );
    return false;
  }

  async function ask(account: string, message: NewMessage, now: SummarySettings, signal: AbortSignal) {
    const { summary } = await askModel(deps, account, message, now, signal);
    if (summary === null) throw new ModelFailure("invalid", NO_OBJECT);
    return summary;
  }

  return {
    isOn() {
      const now = settings();
      return now.generateEmailSummary && isConfigured(now);
    },
    async summarize(account, message, signal): Promise<MailSummary | null> {
      const now = settings();
      try {
        if (readableText(message) === "" || !(await passes(account, message, now, signal))) return null;
        if (pause.isOn(urlOf(now))) {
          meter.modelAsked("paused");
          return null;
        }
        const summary = await ask(account, message, now, signal);
        pause.note(urlOf(now), true);
        meter.modelAsked("answered");
        return summary;
      } catch (error) {
        const outcome = outcomeOf(error, signal);
        if (outcome === null) return null;
        meter.modelAsked(outcome);
        const reason = error instanceof Error ? error.message : String(error);
        log.warn({ account, message: message.id, outcome, reason }, "A message is told without its summary");
        if (pause.note(urlOf(now), outcome !== "unavailable" && outcome !== "timeout"))
          log.warn({}, "The language model does not answer; no message is shown to it for a minute");
        return null;
      }
    },
  };
}

/** null when nobody waits for the summary any longer. */
function outcomeOf(error: unknown, signal: AbortSignal) {
  if (error instanceof ModelFailure) return error.outcome;
  if (!signal.aborted) return "invalid";
  return (signal.reason as { name?: string } | undefined)?.name === "TimeoutError" ? "timeout" : null;
}
