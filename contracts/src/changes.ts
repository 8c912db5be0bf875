import Type from "typebox";
import type { AccountError, AccountStateName } from "./accounts.ts";
import { contract } from "./contract.ts";
import { faultsOfNames } from "./names-in.ts";
import { AccountId, Strict } from "./schemas.ts";
import type { StateLabel } from "./state-label.ts";

/** What a `message` of the stream tells, as JSON. More types may come. */
export type StateChange = AccountStateChange | ListenerStateChange;

export interface AccountStateChange {
  account: string;
  type: "state";
  /** The state of now. */
  key: AccountStateName;
  /** Why, where something is wrong. */
  payload: { error: AccountError } | null;
  stateLabel: StateLabel;
}

/** How a port fares that settings open and close. */
export interface ListenerStateChange {
  type: "smtpServerState" | "imapProxyServerState";
  key: "disabled" | "listening" | "failed";
  payload: { error: AccountError } | null;
  stateLabel: StateLabel;
}

export const CHANGE_TYPES = ["state", "smtpServerState", "imapProxyServerState"] as const;
export type ChangeType = (typeof CHANGE_TYPES)[number];

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
  boundBy: "query.account or token",
  query: Strict({
    /** Changes of this account. */
    account: Type.Optional(AccountId),
    /** Changes of these types, separated by commas. */
    types: Type.Optional(Type.String({ maxLength: 1000 })),
  }),
  /** What the reader saw last, when its connection broke. */
  headers: Type.Object({ "last-event-id": Type.Optional(Type.String({ maxLength: 1000 })) }),
  check: ({ query }) => faultsOfNames(query.types, CHANGE_TYPES),
  response: { stream: EVENT_STREAM },
});
