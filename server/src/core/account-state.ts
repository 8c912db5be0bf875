import type { AccountStateName } from "@posthorn/contracts/accounts";

/**
 * The life of an account, as the API shows it.
 *
 *             dial                loggedIn            inSync
 *   init ───────────► connecting ───────────► syncing ────────► connected
 *                         │  ▲                   │                  │
 *        refused │ unreachable │ dial            │ lost             │ lost
 *                         ▼  │                   ▼                  ▼
 *        authenticationError / connectError     disconnected ── dial ─► connecting
 *
 * `disable` (nothing to connect with) leads to `unset` from anywhere, `restart` (the process
 * starts) to `init`, `flush` to `paused` unless something is wrong with the account. An error state is left only by a success, by `dial`, or by those two.
 */
export type AccountSignal =
  /** A connection attempt begins. */
  | "dial"
  /** Credentials were accepted. */
  | "loggedIn"
  /** Everything that happened meanwhile has been told. */
  | "inSync"
  /** Credentials were refused. */
  | "refused"
  /** The server can't be reached, or does not speak as it should. */
  | "unreachable"
  /** A working connection ended, or is being ended. */
  | "lost"
  /** What is known of its mailboxes is to be forgotten before it is connected again. */
  | "flush"
  /** There is nothing to connect with. */
  | "disable"
  /** The process that looked after the account starts anew. */
  | "restart";

export type AccountState = AccountStateName;

const everywhere = { disable: "unset", restart: "init" } as const;

const working = {
  ...everywhere,
  dial: "connecting",
  loggedIn: "syncing",
  inSync: "connected",
  refused: "authenticationError",
  unreachable: "connectError",
  lost: "disconnected",
  flush: "paused",
} as const;

export const next: Record<AccountState, Record<AccountSignal, AccountState>> = {
  init: working,
  connecting: working,
  syncing: working,
  // Another complete look starts over with "loggedIn" only after a new login.
  connected: working,
  disconnected: working,
  // The watch that ends for the flush says so.
  paused: { ...working, lost: "paused" },
  // A shutdown does not hide what is wrong.
  authenticationError: { ...working, lost: "authenticationError", flush: "authenticationError" },
  connectError: { ...working, lost: "connectError", flush: "connectError" },
  // Only a configuration change, which dials, wakes an account that has nothing to connect with.
  unset: {
    ...everywhere,
    restart: "unset",
    dial: "connecting",
    loggedIn: "unset",
    inSync: "unset",
    refused: "unset",
    unreachable: "unset",
    lost: "unset",
    flush: "unset",
  },
};

/** Whether mailbox operations may be tried; `false` answers 503 with the state. */
export const isOperational = (state: AccountState) =>
  state === "connected" || state === "connecting" || state === "syncing";

/** Whether the last try to connect failed, and the next is still to come. */
export const isFailed = (state: AccountState) => state === "authenticationError" || state === "connectError";

/** The machine code of the 503 for a state that is not operational. */
export function codeOfState(state: AccountState): string {
  switch (state) {
    case "init":
      return "NotYetConnected";
    case "authenticationError":
      return "AuthenticationFails";
    case "connectError":
      return "ConnectionError";
    case "unset":
      return "NotSyncing";
    default:
      return "NoAvailable";
  }
}
