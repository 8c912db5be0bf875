import type { AccountError, AccountStateName } from "./accounts.ts";
import { contract } from "./contract.ts";
import type { StateLabel } from "./state-label.ts";

/** What each `message` of the stream tells, as JSON. More types may come. */
export interface AccountStateChange {
  account: string;
  type: "state";
  /** The state of now. */
  key: AccountStateName;
  /** Why, where something is wrong. */
  payload: { error: AccountError } | null;
  stateLabel: StateLabel;
}

export const EVENT_STREAM = "text/event-stream";

export const watchChanges = contract({
  method: "GET",
  path: "/v1/changes",
  operationId: "getV1Changes",
  summary: "Follow the states of accounts as they change",
  tag: "Account",
  scope: "api",
  action: "read",
  group: "events",
  response: { stream: EVENT_STREAM },
});
