import type { Option } from "./options.ts";
import type { GivenValue } from "./sources.ts";

/** The value that was meant; undefined, and a fault more, when it makes no sense. */
export function parseValue(option: Option<unknown>, given: GivenValue, faults: string[]): unknown {
  // A space may be part of a secret.
  const value = option.parser.parse(option.isSecret ? given.text : given.text.trim());
  if (value !== undefined) return value;
  const shown = option.isSecret ? "" : `, not ${JSON.stringify(given.text)}`;
  faults.push(`${given.from} must ${option.parser.must}${shown}.`);
  return undefined;
}
