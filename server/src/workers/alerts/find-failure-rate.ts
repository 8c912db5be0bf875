import type { AlertWhen } from "@posthorn/contracts/alert-rules";
import type { AlertFinding } from "../../core/alert-rule.ts";
import { sumCounts } from "../../storage/counters.ts";
import type { Storage } from "../../storage/storage.ts";
import { counted } from "./wording.ts";

/** How the counters call it, what it is in words, and where to look. */
const OF = {
  webhooks: {
    bad: "webhooks:fail",
    all: ["webhooks:success", "webhooks:fail"],
    what: "attempts at webhooks failed",
    page: "/webhooks/deliveries?state=failed",
  },
  sends: {
    bad: "submit:fail",
    all: ["submit:success", "submit:fail"],
    what: "attempts at sending failed",
    page: "/outbox",
  },
  calls: {
    bad: "apiCall:error",
    all: ["apiCall:success", "apiCall:fail"],
    what: "API calls were answered with 500 or above",
    page: "/",
  },
} as const;

/** Looks at how many of a hundred failed within the last minutes. */
export async function findFailureRate(
  storage: Storage,
  { of, percent, minutes, least }: NonNullable<AlertWhen["failureRate"]>,
  now: number,
): Promise<AlertFinding> {
  const { bad, all, what, page } = OF[of];
  const counts = await sumCounts(storage, minutes * 60, now);
  const total = all.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
  const failed = counts[bad] ?? 0;
  const share = total === 0 ? 0 : (100 * failed) / total;
  const value = Math.round(share);
  return {
    isMet: total >= least && share > percent,
    value,
    lines: [
      `${failed} of ${total} ${what} within ${counted(minutes, "minute", "minutes")}: ${value} % (the rule allows ${percent} %, and looks from ${least} on).`,
    ],
    since: null,
    page,
  };
}
