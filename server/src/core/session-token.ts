import type { Action, GrantableGroup } from "@posthorn/contracts/scopes";
import { randomTokenValue, tokenIdOf } from "./token-rules.ts";

const PREFIX = "sess_";
const SHAPE = /^sess_[0-9a-f]{64}$/i;

/** How long one lasts after it was last used. */
export const SESSION_TOKEN_MS = 15 * 60 * 1000;

/** What one opens, of its account and as far as the role of its user allows. */
export const SESSION_TOKEN_GRANTS: readonly { action: Action; group: GrantableGroup }[] = [
  { action: "read", group: "account" },
  { action: "read", group: "mailbox" },
  { action: "read", group: "message" },
  { action: "write", group: "message" },
  { action: "destructive", group: "message" },
  { action: "send", group: "submit" },
];

/** A new one: `sess_` and 32 random bytes in hex. */
export const newSessionToken = () => `${PREFIX}${randomTokenValue()}`;

export const isSessionToken = (value: string) => SHAPE.test(value);

/** All that is kept of one. */
export const sessionTokenId = (value: string) => tokenIdOf(value.slice(PREFIX.length));
