import type { ChatFormat } from "@posthorn/contracts/alert-rules";
import type { AlertTelling, AlertTellingKind } from "./alert-rule.ts";

const BEGINNINGS: Record<AlertTellingKind, string> = {
  firing: "Alert",
  reminder: "Still an alert",
  recovered: "Well again",
  test: "Test of an alert",
};

/** One line for what a rule tells. */
export const alertTitle = (kind: AlertTellingKind, name: string): string => `${BEGINNINGS[kind]}: ${name}`;

/** A moment as people read it: `2026-11-28 00:45 UTC`. */
export const moment = (at: number | string): string =>
  `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** All that is told, in plain text without its title. */
export function alertText({ kind, lines, since, at, link }: AlertTelling): string {
  const times: Record<AlertTellingKind, string> = {
    firing: `Since ${moment(since)}.`,
    reminder: `Since ${moment(since)}, and still so at ${moment(at)}.`,
    recovered: `It began ${moment(since)} and was found to be over ${moment(at)}.`,
    test: "This is a sample that somebody asked for. Nothing is wrong.",
  };
  return [...lines, times[kind], ...(link === null ? [] : [`Look here: ${link}`])].join("\n");
}

/** Discord takes 2000 characters; what is longer than a screen nobody reads. */
const MOST_CHARACTERS = 1900;

/** Lines may quote what mail servers said. In a chat that must neither call everybody nor pose as a link. */
const quoted = (text: string) =>
  text.replaceAll("<", "‹").replaceAll(">", "›").replaceAll("@", "@\u200b").replaceAll("](", "]\u200b(");

/** The body of a request to an incoming webhook of a chat. */
export function chatBody(format: ChatFormat, telling: AlertTelling): object {
  const title = quoted(telling.title);
  const text = quoted(alertText(telling)).slice(0, MOST_CHARACTERS - title.length);
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
            actions: [{ type: "Action.OpenUrl", title: "Open Posthorn", url: telling.link }],
          }),
        },
      },
    ],
  };
}
