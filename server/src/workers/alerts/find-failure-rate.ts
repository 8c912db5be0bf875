import type { AlertWhen } from "@posthorn/contracts/alert-rules";
import type { Locale } from "@posthorn/contracts/locales";
import { ALERT_TEXTS } from "@posthorn/contracts/texts/alerts";
import { fillTemplate } from "@posthorn/contracts/texts/template";
import type { AlertFinding } from "../../core/alert-rule.ts";
import { counted } from "../../core/alert-text.ts";
import { sumCounts } from "../../storage/counters.ts";
import type { Storage } from "../../storage/storage.ts";

/** How the counters call it, and where to look. */
const OF = {
  webhooks: {
    bad: "webhooks:fail",
    all: ["webhooks:success", "webhooks:fail"],
    page: "/webhooks/deliveries?state=failed",
  },
  sends: {
    bad: "submit:fail",
    all: ["submit:success", "submit:fail"],
    page: "/outbox",
  },
  calls: {
    bad: "apiCall:error",
    all: ["apiCall:success", "apiCall:fail"],
    page: "/",
  },
} as const;

/** Looks at how many of a hundred failed within the last minutes. */
export async function findFailureRate(
  storage: Storage,
  { of, percent, minutes, least }: NonNullable<AlertWhen["failureRate"]>,
  locale: Locale,
  now: number,
): Promise<AlertFinding> {
  const texts = ALERT_TEXTS[locale];
  const { bad, all, page } = OF[of];
  const counts = await sumCounts(storage, minutes * 60, now);
  const total = all.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  const failed = counts[bad] ?? 0;
  const share = total === 0 ? 0 : (100 * failed) / total;
  const value = Math.round(share);
  return {
    isMet: total >= least && share > percent,
    value,
    lines: [
      fillTemplate(texts.failures[of], {
        failed: String(failed),
        total: String(total),
        minutes: counted(texts.minutes, minutes, locale),
        value: String(value),
        percent: String(percent),
        least: String(least),
      }),
    ],
    since: null,
    page,
  };
}
