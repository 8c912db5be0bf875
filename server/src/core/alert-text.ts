import type { ChatFormat } from "@posthorn/contracts/alert-rules";
import type { Locale } from "@posthorn/contracts/locales";
import { ALERT_TEXTS } from "@posthorn/contracts/texts/alerts";
import type { AlertPlural } from "@posthorn/contracts/texts/alerts/en";
import { fillTemplate, type Values } from "@posthorn/contracts/texts/template";
import type { AlertTelling, AlertTellingKind } from "./alert-rule.ts";

/** One line for what a rule tells. */
export const alertTitle = (kind: AlertTellingKind, name: string, locale: Locale): string =>
  fillTemplate(ALERT_TEXTS[locale].titles[kind], { name });

/** A moment as people read it: `2026-11-28 00:45 UTC`. */
export const moment = (at: number | string): string =>
  `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** The form of a text that fits a number, with that as `{count}`. */
export function counted(forms: AlertPlural, count: number, locale: Locale, values: Values = {}): string {
  const form = new Intl.PluralRules(locale).select(count);
  return fillTemplate(forms[form] ?? forms.other, { ...values, count: String(count) });
}

/** All that is told, in plain text without its title. Its lines are in that language by then. */
export function alertText({ kind, lines, since, at, link }: AlertTelling, locale: Locale): string {
  const texts = ALERT_TEXTS[locale];
  const times: Record<AlertTellingKind, string> = {
    firing: texts.since,
    reminder: texts.goesOn,
    recovered: texts.over,
    test: texts.sample,
  };
  const when = fillTemplate(times[kind], { since: moment(since), at: moment(at) });
  return [...lines, when, ...(link === null ? [] : [fillTemplate(texts.look, { link })])].join("\n");
}

/** Discord takes 2000 characters; what is longer than a screen nobody reads. */
const MOST_CHARACTERS = 1900;

/** Lines may quote what mail servers said. In a chat that must neither call everybody nor pose as a link. */
const quoted = (text: string) =>
  text.replaceAll("<", "‹").replaceAll(">", "›").replaceAll("@", "@\u200b").replaceAll("](", "]\u200b(");

/** The body of a request to an incoming webhook of a chat. */
export function chatBody(format: ChatFormat, telling: AlertTelling, locale: Locale): object {
  const title = quoted(telling.title);
  const text = quoted(alertText(telling, locale)).slice(0, MOST_CHARACTERS - title.length);
  if (format === "slack") return { text: `${title}\n${text}` };
  if (format === "discord") return { content: `${title}\n${text}`, allowed_mentions: { parse: [] } };
  const block = (content: string, more: object = {}) => ({ type: "TextBlock", text: content, wrap: true, ...more });
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          // A single line break is none there.
          body: [block(title, { weight: "Bolder", size: "Medium" }), block(text.replaceAll("\n", "\n\n"))],
          ...(telling.link !== null && {
            actions: [{ type: "Action.OpenUrl", title: ALERT_TEXTS[locale].open, url: telling.link }],
          }),
        },
      },
    ],
  };
}
