import type { AlertRule } from "@posthorn/contracts/alert-rules";
import type { StateLabel } from "@posthorn/contracts/state-label";
import { texts } from "./texts.ts";

/** How a rule is, in colour and word. */
export function alertLabel({ enabled, state, checked }: Pick<AlertRule, "enabled" | "state" | "checked">): StateLabel {
  if (!enabled) return { type: "neutral", name: texts.states.off };
  if (state === "firing") return { type: "danger", name: texts.states.firing };
  return checked === null ? { type: "neutral", name: texts.states.unseen } : { type: "success", name: texts.states.ok };
}

/** When a rule fires, in a line. */
export function whenInWords({ accountDown, queueDepth, failureRate, expiringGrant }: AlertRule["when"]): string {
  if (accountDown) {
    const { account, more, minutes } = accountDown;
    if (account !== undefined) return texts.when.account(account, minutes);
    return more === 0 ? texts.when.anyAccount(minutes) : texts.when.accounts(more, minutes);
  }
  if (queueDepth)
    return texts.when.queueDepth(texts.form.queues[queueDepth.queue], queueDepth.more, queueDepth.minutes);
  if (failureRate)
    return texts.when.failureRate(texts.form.ofs[failureRate.of], failureRate.percent, failureRate.minutes);
  return expiringGrant ? texts.when.expiringGrant(expiringGrant.days) : "";
}

/** Whom a rule tells. */
export const targetInWords = ({ email, webhook, chat }: AlertRule["target"]): string =>
  email?.to.join(", ") ?? webhook?.url ?? chat?.url ?? "";
