import { createHash } from "node:crypto";
import type { MessageListEntry } from "@posthorn/contracts/messages";

/**
 * The same for copies of one message in different mailboxes; null when nobody can tell. Servers that
 * have an id for the content (RFC 8474, Gmail) settle it; else copies agree in all of this, while
 * the same mail received over different ways differs in size at least.
 */
export function likenessOf(entry: MessageListEntry): string | null {
  const { emailId, messageId, size, date, subject, from, to, cc, text, attachments } = entry;
  if (emailId !== undefined) return `id ${emailId}`;
  if (messageId === undefined || size === undefined) return null;
  const parts = (attachments ?? []).map(({ encodedSize, filename }) => [encodedSize, filename]);
  const seen = [messageId, size, date, subject, from, to, cc, text?.encodedSize, parts];
  // Half of it is more than enough, and there may be a million.
  return createHash("sha256").update(JSON.stringify(seen)).digest("base64url").slice(0, 22);
}
