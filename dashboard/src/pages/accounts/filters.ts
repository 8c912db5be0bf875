import { ACCOUNT_STATES } from "@posthorn/contracts/accounts";

/** What the list of accounts can be narrowed to: a state, or everything that failed. */
export const ACCOUNT_FILTERS = ["errors", ...ACCOUNT_STATES] as const;
export type AccountFilter = (typeof ACCOUNT_FILTERS)[number];
