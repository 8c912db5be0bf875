import { stateLabel } from "@posthorn/contracts/state-label";
import { texts as common } from "../../components/texts.ts";
import { ACCOUNT_FILTERS, type AccountFilter } from "./filters.ts";
import { texts } from "./texts.ts";

/** Two states share a label, so the list tells them apart. */
const OWN_WORDS: Partial<Record<AccountFilter, string>> = {
  authenticationError: texts.authenticationError,
  connectError: texts.connectError,
};

function wordsOf(value: AccountFilter): string {
  if (value === "errors") return texts.errors;
  const { name } = stateLabel(value, null);
  return OWN_WORDS[value] ?? (common.states as Record<string, string>)[name] ?? name;
}

/** What the list can be narrowed to, in words. */
export const STATE_OPTIONS = ACCOUNT_FILTERS.map((value) => ({ value, label: wordsOf(value) }));
