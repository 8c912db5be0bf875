import type { BackendNotes, MailAccount } from "../../core/mail-backend.ts";
import type { Log } from "../../core/log.ts";
import type { GmailApi } from "./api.ts";
import type { Clock } from "../clock.ts";
import type { Labels } from "./labels.ts";

/** What the parts of a backend share. */
export interface GmailContext {
  account: MailAccount;
  api: GmailApi;
  labels: Labels;
  notes: BackendNotes;
  clock: Clock;
  log: Log;
  /** Something changed by our own doing: the watch looks soon. */
  changed(): void;
}
