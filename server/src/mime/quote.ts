import { localeOf } from "@posthorn/contracts/locales";
import type { FoundAddress } from "@posthorn/contracts/messages";
import { fillTemplate } from "@posthorn/contracts/texts/template";
import { htmlFromText, escapeHtml } from "./html-from-text.ts";
import { QUOTE_TEXTS } from "./quote-texts.ts";
import type { OriginalMessage, ReplyAction } from "./reply.ts";
import { shownContentIds, withoutBrackets } from "./shown-content-ids.ts";
import { textFromHtml } from "./text-from-html.ts";

export interface QuoteRequest {
  text?: string;
  html?: string;
  /** RFC 5646; a region falls back to its language, what is none of ours counts as English. */
  locale?: string;
  /** IANA name; what is unknown counts as UTC. */
  timeZone?: string;
}

/**
 * The new text with the original quoted below it, as text and as HTML. HTML comes of it if either
 * message has some.
 */
export function quoteOriginal(
  action: ReplyAction,
  original: OriginalMessage,
  request: QuoteRequest,
): { text: string; html?: string } {
  const heading = headingOf(action, original, request);
  const originalHtml = original.text?.html;
  const originalText = original.text?.plain ?? (originalHtml === undefined ? "" : textFromHtml(originalHtml));
  const ownText = request.text ?? (request.html === undefined ? "" : textFromHtml(request.html));
  const quoted = [...heading, "", ...originalText.split(/\r?\n/)].map((line) => (line === "" ? ">" : `> ${line}`));
  const text = `${ownText}\n\n${quoted.join("\n")}\n`;
  if (request.html === undefined && originalHtml === undefined) return { text };

  const own = request.html === undefined ? htmlFromText(request.text ?? "") : bodyOf(request.html);
  const below = originalHtml === undefined ? htmlFromText(originalText) : bodyOf(originalHtml);
  const headingHtml = heading.map(escapeHtml).join("<br>\n");
  return {
    text,
    html: [
      "<!DOCTYPE html>",
      '<html><head><meta charset="utf-8"></head><body>',
      own,
      '<blockquote type="cite" class="ee-block-1">',
      `<div>${headingHtml}</div><br>`,
      below,
      "</blockquote>",
      "</body></html>",
    ].join("\n"),
  };
}

function headingOf(action: ReplyAction, original: OriginalMessage, request: QuoteRequest): string[] {
  const texts = QUOTE_TEXTS[localeOf(request.locale) ?? "en"];
  const date = dateText(original.date, request);
  const from = addressText(original.from ? [original.from] : []);
  if (action !== "forward") return [fillTemplate(date === "" ? texts.wroteSometime : texts.wrote, { date, from })];
  const lines: [string, string][] = [
    [texts.from, from],
    [texts.subject, original.subject ?? ""],
    [texts.date, date],
    [texts.to, addressText(original.to)],
    [texts.cc, addressText(original.cc)],
    [texts.bcc, addressText(original.bcc)],
  ];
  const present = lines.filter(([, value]) => value !== "");
  return [texts.forwarded, "", ...present.map(([label, value]) => `${label} ${value}`)];
}

const addressText = (addresses: FoundAddress[] = []) =>
  addresses
    .map(({ name, address }) => (name ? `${name} <${address ?? ""}>` : (address ?? "")))
    .filter((text) => text !== "")
    .join(", ");

/** The date as it is written in that language and region, so far as both are known. */
function dateText(date: string | undefined, { locale = "en", timeZone = "UTC" }: QuoteRequest): string {
  const when = new Date(date ?? "");
  if (Number.isNaN(when.getTime())) return "";
  const style = { dateStyle: "full", timeStyle: "short" } as const;
  const language = localeOf(locale);
  const region = language === undefined ? "en" : locale.trim().replaceAll("_", "-");
  for (const tag of [region, language ?? "en"])
    for (const zone of [timeZone, "UTC"]) {
      try {
        return new Intl.DateTimeFormat(tag, { ...style, timeZone: zone }).format(when);
      } catch {
        // A region or a zone that Intl does not know: the next pair does without it.
      }
    }
  return when.toISOString();
}

/** The inside of an HTML document's body, or all of a fragment. */
export function bodyOf(html: string): string {
  const lower = html.toLowerCase();
  const start = lower.indexOf("<body");
  const from = start === -1 ? -1 : lower.indexOf(">", start);
  if (from === -1) return html.replace(/^\s*<!doctype[^>]*>/i, "");
  const end = lower.lastIndexOf("</body");
  return html.slice(from + 1, end > from ? end : html.length).replace(/<\/html\s*>\s*$/i, "");
}

/** Which of the original's attachments belong to the new message. */
export function attachmentsToKeep<A extends { contentId?: string }>(
  attachments: readonly A[],
  { all, quotedHtml }: { all: boolean; quotedHtml: string | undefined },
): A[] {
  if (all) return [...attachments];
  if (quotedHtml === undefined) return [];
  // Images that the quoted HTML shows; without them it would show holes.
  const shown = shownContentIds(
    quotedHtml,
    attachments.map(({ contentId }) => contentId),
  );
  return attachments.filter(({ contentId }) => contentId !== undefined && shown.has(withoutBrackets(contentId)));
}
