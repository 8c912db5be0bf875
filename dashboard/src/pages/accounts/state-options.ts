import { stateLabel } from "@posthorn/contracts/state-label";
import { ACCOUNT_FILTERS, type AccountFilter } from "./filters.ts";
import { texts } from "./texts.ts";

/** Two states share a label, so the list tells them apart. */
const OWN_WORDS: Partial<Record<AccountFilter, string>> = {
  errors: texts.errors,
  authenticationError: texts.authenticationError,
  connectError: texts.connectError,
};

/** What the list can be narrowed to, in words. */
export const STATE_OPTIONS = ACCOUNT_FILTERS.map((value) => ({
  value,
  label: OWN_WORDS[value] ?? (value === "errors" ? value : stateLabel(value, null).name),
}));
