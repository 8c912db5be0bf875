import type { Action, Group, Scope } from "@posthorn/contracts/scopes";

/** The doors that mail programs come through. Tokens have a scope of the same name for each. */
export type MailDoor = Extract<Scope, "smtp" | "imap-proxy">;

/**
 * What a narrowed token must be allowed to do to open a door: all that a client can do behind it. Nobody looks into what
 * is said over the IMAP proxy, so a token that may only read doesn't open it.
 */
export const GRANTS_OF_DOOR: Record<MailDoor, readonly { action: Action; group: Group }[]> = {
  smtp: [{ action: "send", group: "submit" }],
  "imap-proxy": [
    { action: "read", group: "message" },
    { action: "write", group: "message" },
    { action: "destructive", group: "message" },
    { action: "write", group: "mailbox" },
    { action: "destructive", group: "mailbox" },
  ],
};
