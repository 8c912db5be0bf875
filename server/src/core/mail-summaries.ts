import type { NewMessage } from "./mail-backend.ts";
import type { MailSummary } from "./mail-summary.ts";

/** Has a language model look at messages. */
export interface MailSummaries {
  /** Whether it is switched on, and there is a service to ask. */
  isOn(): boolean;
  /**
   * null for a message without text, one that the filter holds back, and where it can't be had, which is logged and
   * counted. Never rejects; once `signal` aborts it is over soon.
   */
  summarize(account: string, message: NewMessage, signal: AbortSignal): Promise<MailSummary | null>;
}
