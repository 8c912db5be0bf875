import type { AccountError, AccountStateName } from "./accounts.ts";

/** How a state is shown to people: the colour of its badge, its name, and what is wrong. */
export interface StateLabel {
  type: "info" | "success" | "warning" | "danger" | "neutral";
  name: string;
  error?: string;
  /** A code that `error` puts into English words, for those who speak another language. */
  errorCode?: string;
  /** Something is being worked on that ends by itself. */
  spinner?: true;
}

const FAILED: StateLabel = { type: "danger", name: "Connection failed" };

const LABELS: Record<AccountStateName, StateLabel> = {
  init: { type: "info", name: "Initializing", spinner: true },
  connecting: { type: "info", name: "Connecting" },
  syncing: { type: "info", name: "Syncing", spinner: true },
  connected: { type: "success", name: "Connected" },
  disconnected: { type: "warning", name: "Disconnected" },
  paused: { type: "neutral", name: "Paused" },
  authenticationError: FAILED,
  connectError: FAILED,
  unset: { type: "neutral", name: "Not syncing" },
};

/** What these codes usually come from; other errors are best told in the server's own words. */
export const ERRORS_IN_WORDS = {
  ETIMEDOUT: "The server did not answer in time. A firewall may be in the way, or the port is wrong.",
  ClosedAfterConnectTLS: "The server closed the connection right after it was made.",
  ClosedAfterConnectText:
    "The server closed the connection right after it was made. The port may be one that expects TLS from the start.",
  ECONNREFUSED: "The server refused the connection. It may be down or overloaded, or the host or the port is wrong.",
} as const;

/**
 * The label of an account. The error counts only where the state says that something is wrong, or
 * where nothing is tried any more: it may be left over from before.
 */
export function stateLabel(state: AccountStateName, lastError: AccountError | null): StateLabel {
  if (state === "unset" && lastError !== null) return withError(FAILED, lastError);
  const label = LABELS[state];
  return label === FAILED && lastError !== null ? withError(label, lastError) : label;
}

function withError(label: StateLabel, { serverResponseCode, response, description }: AccountError): StateLabel {
  const words = Object.entries(ERRORS_IN_WORDS).find(([code]) => code === serverResponseCode);
  if (words) return { ...label, error: words[1], errorCode: words[0] };
  const error = response ?? description ?? serverResponseCode;
  return error === undefined ? label : { ...label, error };
}
