import type { NewMessage } from "../../core/mail-backend.ts";

/** What of a message goes into its `messageNew`, by the settings of the same names. */
export interface MessageEventSettings {
  notifyText: boolean;
  /** Characters per text type; 0 is no limit. */
  notifyTextSize: number;
  notifyWebSafeHtml: boolean;
  /** Header names in any case; `*` is all. */
  notifyHeaders: readonly string[];
  resolveGmailCategories: boolean;
  notifyAttachments: boolean;
  /** Bytes of each attachment as it is encoded; 0 is no limit. */
  notifyAttachmentSize: number;
  notifyCalendarEvents: boolean;
}

export function messageForEvent(message: NewMessage, settings: MessageEventSettings): NewMessage {
  const { text, headers, attachments, calendarEvents, ...rest } = message;
  const shownHeaders = headers && pickHeaders(headers, settings.notifyHeaders);
  return {
    ...rest,
    ...(attachments && { attachments: settings.notifyAttachments ? attachments : attachments.map(withoutFile) }),
    ...(calendarEvents && settings.notifyCalendarEvents && { calendarEvents }),
    ...(shownHeaders && { headers: shownHeaders }),
    ...(text && { text: settings.notifyText ? cut(text, settings.notifyTextSize) : withoutContent(text) }),
  };
}

type Text = NonNullable<NewMessage["text"]>;

type Attachment = NonNullable<NewMessage["attachments"]>[number];

function withoutFile(attachment: Attachment): Attachment {
  const { content: _, ...entry } = attachment;
  return entry;
}

const withoutContent = ({ id, encodedSize }: Text): Text => ({ id, encodedSize });

function cut(text: Text, limit: number): Text {
  if (limit === 0) return text;
  // Web-safe HTML is made of what was cut already, and images count no characters.
  const html = text.webSafe === true ? undefined : text.html;
  const isTooLong = [text.plain, html].some((content) => content !== undefined && content.length > limit);
  if (!isTooLong) return text;
  return {
    ...text,
    ...(text.plain !== undefined && { plain: text.plain.slice(0, limit) }),
    ...(html !== undefined && { html: html.slice(0, limit) }),
    hasMore: true,
  };
}

function pickHeaders(
  headers: Record<string, string[]>,
  wanted: readonly string[],
): Record<string, string[]> | undefined {
  if (wanted.length === 0) return undefined;
  if (wanted.includes("*")) return headers;
  const names = new Set(wanted.map((name) => name.trim().toLowerCase()));
  const picked = Object.entries(headers).filter(([name]) => names.has(name.toLowerCase()));
  return picked.length === 0 ? undefined : Object.fromEntries(picked);
}
