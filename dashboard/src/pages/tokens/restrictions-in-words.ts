import type { Token } from "@posthorn/contracts/tokens";
import { listed, permissionsInWords } from "./permissions.ts";

const WINDOW_NAMES: Record<number, string> = { 1: "a second", 60: "a minute", 3600: "an hour", 86_400: "a day" };

/** All that narrows a token, in one sentence; undefined when nothing does. */
export function restrictionsInWords({ permissions, restrictions }: Token): string | undefined {
  const { addresses, referrers, rateLimit } = restrictions ?? {};
  const parts = [
    permissionsInWords(permissions),
    addresses && addresses.length > 0 ? `from ${shortList(addresses)}` : undefined,
    referrers && referrers.length > 0 ? `on pages of ${shortList(referrers)}` : undefined,
    rateLimit
      ? `at most ${rateLimit.maxRequests.toLocaleString("en")} calls ${WINDOW_NAMES[rateLimit.timeWindow] ?? `in ${rateLimit.timeWindow} seconds`}`
      : undefined,
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  const sentence = parts.join(", ");
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

const SHOWN = 3;

function shortList(values: readonly string[]): string {
  const rest = values.length - SHOWN;
  return rest > 0 ? `${values.slice(0, SHOWN).join(", ")} and ${rest} more` : listed(values);
}
