import { ADMIN_LOG_OUTCOMES } from "@posthorn/contracts/admin-log";
import { ACTIONS } from "@posthorn/contracts/scopes";

export const ACTION_FILTERS = ACTIONS;
export const OUTCOME_FILTERS = ADMIN_LOG_OUTCOMES;
