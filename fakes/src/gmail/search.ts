import libmime from "libmime";
import { headerValues } from "../imap/mime-part.ts";
import type { GmailMailbox, StoredMessage } from "./mailbox.ts";
import { textOf } from "./payload.ts";

type Test = (message: StoredMessage) => boolean;

const TERM = /(-?)(?:(\w+):)?(?:"([^"]*)"|\(([^)]*)\)|([^\s"()]+))/g;

/**
 * What `q` finds: the operators from, to, cc, bcc, subject, is, in, label, after, before, larger, smaller and
 * rfc822msgid, words and phrases, and a minus. Words are whole words, as with Gmail.
 */
export function testOf(mailbox: GmailMailbox, q: string): Test {
  const tests = [...q.matchAll(TERM)].map(([, minus, operator, quoted, grouped, bare]): Test => {
    const value = quoted ?? grouped ?? bare ?? "";
    const test = termOf(mailbox, operator?.toLowerCase(), value);
    return minus ? (message) => !test(message) : test;
  });
  return (message) => tests.every((fits) => fits(message));
}

function termOf(mailbox: GmailMailbox, operator: string | undefined, value: string): Test {
  switch (operator) {
    case "from":
    case "to":
    case "cc":
    case "bcc":
    case "subject":
      return ({ mime }) =>
        hasPhrase(
          headerValues(mime, operator)
            .map((text) => libmime.decodeWords(text))
            .join(" , "),
          value,
        );
    case "is":
      return isTest(value);
    case "in":
    case "label":
      return labelTest(mailbox, value);
    case "after":
      return ({ internalDate }) => internalDate >= timeOf(value);
    case "before":
      return ({ internalDate }) => internalDate < timeOf(value);
    case "larger":
      return ({ raw }) => raw.length > Number(value);
    case "smaller":
      return ({ raw }) => raw.length < Number(value);
    case "rfc822msgid":
      return ({ messageId }) => messageId === value.replaceAll(/[<>]/g, "");
    default:
      return ({ mime }) =>
        hasPhrase(`${libmime.decodeWords(headerValues(mime, "subject").join(" "))} ${textOf(mime)}`, value);
  }
}

function isTest(value: string): Test {
  const label = { starred: "STARRED", unread: "UNREAD", important: "IMPORTANT" }[value];
  if (label !== undefined) return ({ labels }) => labels.has(label);
  if (value === "read") return ({ labels }) => !labels.has("UNREAD");
  return () => false;
}

/** In `label:` a name may have hyphens for its blanks and slashes. */
function labelTest(mailbox: GmailMailbox, value: string): Test {
  if (value === "anywhere") return () => true;
  const plain = (name: string) => name.toLowerCase().replaceAll(/[\s/]/g, "-");
  const named = { drafts: "DRAFT" }[value.toLowerCase()] ?? value;
  const label = [...mailbox.labels.values()].find(({ name }) => plain(name) === plain(named));
  return ({ labels }) => label !== undefined && labels.has(label.id);
}

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function hasPhrase(text: string, phrase: string): boolean {
  return ` ${wordsOf(text).join(" ")} `.includes(` ${wordsOf(phrase).join(" ")} `);
}

/** Epoch seconds, or a day in the time zone of the user, which is UTC here. */
const timeOf = (value: string) => (/^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value.replaceAll("/", "-")));
