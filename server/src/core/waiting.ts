import type { WaitReason } from "@posthorn/contracts/outbox";

/** What mail is meant: an account's, or that through a gateway, whoever sends it; all of it, or that to one domain. */
export type SendingScope = `account ${string}` | `gateway ${string}`;

/** What has limits of ours: besides those, the mail to a domain, whoever sends it. */
export type PacedScope = SendingScope | `domain ${string}`;

/** The domains that a message goes to, each once, in lower case. */
export const domainsOf = ({ to }: { to: readonly string[] }): string[] => [
  ...new Set(to.map((address) => address.slice(address.lastIndexOf("@") + 1).toLowerCase())),
];

/** The part of it that goes to a domain. */
export const scopeTo = (scope: SendingScope, domain: string): SendingScope => `${scope} to ${domain}`;

/** Whose server a message is handed to: the gateway's when it goes through one, else the account's. */
export const serverScope = (account: string, gateway: string | undefined): SendingScope =>
  gateway === undefined ? `account ${account}` : `gateway ${gateway}`;

const WORDS: Record<WaitReason, (scope: PacedScope) => string> = {
  login: (scope) =>
    `The mail server refuses the login of the ${scope}. The message waits until its credentials are changed, a login works again, or somebody sends it now`,
  throttled: (scope) => `Mail of the ${scope} pauses, as the mail server asked`,
  rate: (scope) => `More messages of the ${scope} want to be sent than may be sent a minute`,
  dailyCap: (scope) => `As many messages of the ${scope} were sent today as may be sent a day`,
  window: (scope) => `Messages of the ${scope} are sent at certain hours only, and it is none of them`,
  atOnce: (scope) => `As many messages of the ${scope} are on their way as may be at once`,
};

/** Why a message waits, in words for people. */
export const waitingText = (reason: WaitReason, scope: PacedScope): string => WORDS[reason](scope);
