import type { MailChange } from "../../core/mail-backend.ts";

/** Characters of attachments that changes carry: what makes some a thousand times as large as others. */
export function weightOf(changes: readonly MailChange[]): number {
  let weight = 0;
  for (const change of changes) {
    if (change.type !== "messageNew") continue;
    for (const { content } of change.message.attachments ?? []) weight += content?.length ?? 0;
  }
  return weight;
}
