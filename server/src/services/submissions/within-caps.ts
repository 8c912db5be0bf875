import { PosthornError } from "../../core/errors.ts";
import type { Context } from "../context.ts";

type Settings = Pick<Context, "settings">;

/** Refuses a message for more recipients than the installation allows. */
export function refuseManyRecipients({ settings }: Settings, recipients: readonly string[]): void {
  const most = settings.get("maxRecipients");
  if (most && recipients.length > most)
    throw new PosthornError("invalid", `A message may have ${most} recipients here`, { code: "TooManyRecipients" });
}

/** Refuses a mail merge of more copies than the installation allows. */
export function refuseManyCopies({ settings }: Settings, copies: number): void {
  const most = settings.get("maxMailMergeEntries");
  if (most && copies > most)
    throw new PosthornError("invalid", `A mail merge may have ${most} copies here`, { code: "TooManyCopies" });
}

/** Refuses a message that is to be sent later than the installation allows. */
export function refuseLateSending({ settings }: Settings, sendAt: number, now: number): void {
  const delay = settings.get("maxSendAtDelay");
  if (typeof delay !== "number" || sendAt <= now + delay) return;
  const last = new Date(now + delay).toISOString();
  throw new PosthornError("invalid", `A message may be sent at ${last} at the latest here`, { code: "SendAtTooLate" });
}
