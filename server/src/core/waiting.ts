import type { WaitReason } from "@posthorn/contracts/outbox";

/** Whose sending is meant: an account's, or a gateway's whoever sends through it. */
export type SendingScope = `account ${string}` | `gateway ${string}`;

/** Whose server a message is handed to: the gateway's when it goes through one, else the account's. */
export const serverScope = (account: string, gateway: string | undefined): SendingScope =>
  gateway === undefined ? `account ${account}` : `gateway ${gateway}`;

const WORDS: Record<WaitReason, (scope: SendingScope) => string> = {
  login: (scope) =>
    `The mail server refuses the login of the ${scope}. The message waits until its credentials are changed, a login works again, or somebody sends it now`,
};

/** Why a message waits, in words for people. */
export const waitingText = (reason: WaitReason, scope: SendingScope): string => WORDS[reason](scope);
