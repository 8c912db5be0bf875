import type { EventName } from "@posthorn/contracts/events";
import type { MailChange } from "../../core/mail-backend.ts";
import type { NewEvent } from "../../events/event-log.ts";
import { messageForEvent, type MessageEventSettings } from "./message-for-event.ts";

/** The event that tells a change; null for changes that concern the account's state only. */
export function eventOfChange(account: string, change: MailChange, settings: MessageEventSettings): NewEvent | null {
  switch (change.type) {
    case "messageNew":
      return inMailbox(account, change.type, change.mailbox, messageForEvent(change.message, settings));
    case "messageUpdated": {
      const { type, mailbox, ...data } = change;
      return inMailbox(account, type, mailbox, data);
    }
    case "messageDeleted": {
      const { type, mailbox, ...data } = change;
      return inMailbox(account, type, mailbox, data);
    }
    case "messageMissing": {
      const { type, mailbox, ...data } = change;
      return inMailbox(account, type, mailbox, data);
    }
    case "mailboxNew":
      return inMailbox(account, change.type, change.mailbox, {
        ...describe(change.mailbox),
        uidValidity: change.mailbox.uidValidity,
      });
    case "mailboxDeleted":
      return inMailbox(account, change.type, change.mailbox, describe(change.mailbox));
    case "mailboxReset":
      return inMailbox(account, change.type, change.mailbox, {
        ...describe(change.mailbox),
        uidValidity: change.mailbox.uidValidity ?? false,
        reason: change.reason,
        ...(change.reason === "uidValidityChange" && { prevUidValidity: change.prevUidValidity ?? false }),
      });
    case "connected":
    case "inSync":
    case "syncError":
      return null;
  }
}

const inMailbox = (
  account: string,
  name: EventName,
  { path, specialUse }: { path: string; specialUse?: string },
  data: unknown,
): NewEvent => ({ name, account, path, ...(specialUse !== undefined && { specialUse }), data });

const describe = ({ path, name, specialUse }: { path: string; name: string; specialUse?: string }) => ({
  path,
  name,
  specialUse: specialUse ?? false,
});
