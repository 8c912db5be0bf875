import { testAlertRule as promise } from "@posthorn/contracts/alert-rules";
import type { AlertTelling } from "../../core/alert-rule.ts";
import { alertText, alertTitle } from "../../core/alert-text.ts";
import { timeSortedId } from "../../core/ids.ts";
import { maskUrl } from "../../core/mask.ts";
import { verb } from "../verb.ts";
import { composeAlertMail } from "./compose-alert-mail.ts";
import { maskChatUrl } from "./rule-view.ts";
import { requireAlertRule } from "./rules.ts";

/** Tells the target of a rule that somebody tries it; nothing of the rule's state changes. */
export const testAlertRule = verb(promise, async (ctx, { params }, { signal }) => {
  const { id, name, when, target } = await requireAlertRule(ctx.storage, params.rule);
  const now = ctx.now();
  const locale = ctx.settings.get("locale") ?? "en";
  const at = new Date(now).toISOString();
  const base = ctx.settings.get("serviceUrl") || null;
  const telling: AlertTelling = {
    id: timeSortedId(now),
    kind: "test",
    rule: { id, name, when },
    state: "ok",
    since: at,
    at,
    value: 0,
    title: alertTitle("test", name, locale),
    lines: [],
    link: base && `${base.replace(/\/+$/, "")}/admin/alerts/${id}`,
  };
  if ("email" in target) {
    const queue = await composeAlertMail(
      ctx,
      target.email,
      { subject: telling.title, text: alertText(telling, locale) },
      signal,
    );
    const queueId = await ctx.storage.transaction(queue);
    await ctx.storage.durable();
    return { success: true, target: target.email.to.join(", "), duration: ctx.now() - now, queueId };
  }
  const { error, statusCode, responseStart, durationMs } = await ctx.postAlert(target, telling, locale, signal);
  return {
    success: error === null,
    target: "webhook" in target ? maskUrl(target.webhook.url) : maskChatUrl(target.chat.url),
    duration: durationMs,
    ...(statusCode !== null && { statusCode }),
    ...(responseStart && { response: responseStart }),
    ...(error && { error: error.message }),
  };
});
