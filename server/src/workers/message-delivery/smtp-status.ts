import type { SmtpStatus } from "@posthorn/contracts/accounts";
import { updateAccountStatus } from "../../storage/accounts.ts";
import type { Db } from "../../storage/storage.ts";

/**
 * Keeps `smtpStatus` of accounts. A success after a success is written once a second at most: an
 * account that sends much would otherwise have all its deliveries wait for its one row.
 */
export interface SmtpStatusKeeper {
  succeeded(db: Db, account: string, status: SmtpStatus, now: number): Promise<void>;
  failed(db: Db, account: string, status: SmtpStatus): Promise<void>;
}

const SUCCESS_EVERY_MS = 1000;

export function createSmtpStatusKeeper(): SmtpStatusKeeper {
  const successAt = new Map<string, number>();
  return {
    async succeeded(db, account, smtpStatus, now) {
      if (now - (successAt.get(account) ?? 0) < SUCCESS_EVERY_MS) return;
      successAt.set(account, now);
      await updateAccountStatus(db, account, { smtpStatus });
    },
    async failed(db, account, smtpStatus) {
      successAt.delete(account);
      await updateAccountStatus(db, account, { smtpStatus });
    },
  };
}
