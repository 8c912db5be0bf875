import type { MailAccount } from "../../core/mail-backend.ts";
import type { GraphApi } from "./api.ts";
import type { Clock } from "../clock.ts";
import type { Folders } from "./folders.ts";

/** What every call to a mailbox works with. */
export interface GraphContext {
  account: MailAccount;
  api: GraphApi;
  folders: Folders;
  clock: Clock;
  /** Something was changed here: whoever watches looks soon. */
  changed(): void;
}
