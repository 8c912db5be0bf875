import { type ConnectionPurpose, type LogDirection, LONGEST_LOG_TEXT } from "@posthorn/contracts/logs";
import type { AccountLog } from "../core/account-log.ts";
import type { MailAccount } from "../core/mail-backend.ts";
import { hideSecrets } from "../core/hide-secrets.ts";

/** The account's log as the mail libraries see it. */
export interface ConnectionLog {
  /** Whether lines are wanted, right now. */
  isOn(): boolean;
  /** Whether nothing is to be hidden. */
  readonly isRaw: boolean;
  /** Takes a line of a connection; what is in it of the account's secrets is hidden, and what is too long is cut. */
  note(connection: string, direction: LogDirection | null, text: string): void;
}

export function connectionLog(accountLog: AccountLog, account: MailAccount, purpose: ConnectionPurpose): ConnectionLog {
  let hide: ((text: string) => string) | undefined;
  return {
    isOn: () => accountLog.isOn(account.id),
    isRaw: accountLog.isRaw,
    note(connection, direction, text) {
      hide ??= accountLog.isRaw ? (said) => said : hideSecrets(secretsOf(account));
      accountLog.note(account.id, { connection, purpose, direction, text: cut(hide(text)) });
    },
  };
}

function cut(text: string): string {
  if (text.length <= LONGEST_LOG_TEXT) return text;
  return `${text.slice(0, LONGEST_LOG_TEXT)} (${text.length - LONGEST_LOG_TEXT} more characters)`;
}

function secretsOf({ imap, smtp, proxy }: MailAccount): (string | undefined)[] {
  const logins = [imap?.auth, smtp?.auth].flatMap((auth) => [auth?.pass, auth?.accessToken]);
  const password = proxy !== undefined && URL.canParse(proxy) ? new URL(proxy).password : "";
  return [...logins, password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
