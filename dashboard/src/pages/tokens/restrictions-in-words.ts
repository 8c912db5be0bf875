import type { Token } from "@posthorn/contracts/tokens";
import { listed } from "../../languages/format.ts";
import { texts } from "./permission-texts.ts";
import { permissionsInWords } from "./permissions.ts";

const windowName = (seconds: number) =>
  (texts.windows as Record<string, string>)[`s${seconds}`] ?? texts.inSeconds(seconds);

/** All that narrows a token, in one sentence; undefined when nothing does. */
export function restrictionsInWords({ permissions, restrictions }: Token): string | undefined {
  const { addresses, referrers, rateLimit } = restrictions ?? {};
  const parts = [
    permissionsInWords(permissions),
    addresses && addresses.length > 0 ? texts.from(shortList(addresses)) : undefined,
    referrers && referrers.length > 0 ? texts.onPages(shortList(referrers)) : undefined,
    rateLimit ? texts.atMost(rateLimit.maxRequests, windowName(rateLimit.timeWindow)) : undefined,
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  const sentence = parts.join(", ");
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

const SHOWN = 3;

function shortList(values: readonly string[]): string {
  const rest = values.length - SHOWN;
  return rest > 0 ? texts.andMore(values.slice(0, SHOWN).join(", "), rest) : listed(values);
}
