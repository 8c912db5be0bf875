import { SCOPES } from "@posthorn/contracts/scopes";
import { TOKEN_LOG_STATUSES } from "@posthorn/contracts/tokens";

export const SCOPE_FILTERS = SCOPES;
export const LOG_FILTERS = TOKEN_LOG_STATUSES;
