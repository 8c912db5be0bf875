/** A recipient that a text says was not reached, with what it says of it. */
export interface NamedRecipient {
  recipient: string;
  /** May be empty. */
  words: string;
}

/*
 * Servers that write no delivery status name recipients in a few ways: alone on a line with what happened below it (Exim,
 * Gmail, Exchange), at the beginning of a line with what happened behind it (Postfix, qmail, OpenSMTPD), in a reply or a
 * command of a transcript (sendmail), or in a sentence. The first way that finds anybody counts, in this order, since each one
 * is a worse guess than the one before.
 */

const ADDRESS = `(?:"[^"\\r\\n]{1,64}"|[^\\s<>()\\[\\],;:"@*|]{1,100})@[a-z0-9_.\\[\\]:-]{1,255}`;
const QUOTED = `[<"']{0,2}(${ADDRESS}?)[>"']{0,2}`;

/** Each finds a recipient at the beginning of what is said of it. */
const WAYS: readonly RegExp[] = [
  // ada@example.com, <ada@example.com>: host said .., "ada@example.com":, ada@example.com [User unknown], * ada@example.com
  new RegExp(
    `^[ \\t]*(?:[-*•>]{1,3} )?(?:\\d{1,3}[.)] )?${QUOTED}(?:[ \\t]?<(?:mailto:)?[^>\\n]{1,300}>)?(?:[ \\t]*(?::|$)| on [a-z]{3}, | on \\d| \\[[a-z]|[ \\t]?\\.\\.\\. | [a-z ]{1,40}, ERROR_CODE)`,
    "gim",
  ),
  // 550 <ada@example.com>... User unknown, <<< 550 .., >>> RCPT TO:<ada@example.com>
  new RegExp(`^[ \\t>]{0,9}(?:<<< )?[45]\\d\\d(?:[ -]#?[45]\\.\\d{1,3}\\.\\d{1,3})? ${QUOTED}(?:\\.\\.\\.|:|,)`, "gim"),
  new RegExp(`RCPT TO:[ \\t]?<?(${ADDRESS})`, "gi"),
  // Recipient: <ada@example.com>, could not be delivered to: <ada@example.com>, [Address: <ada@example.com>, ..
  new RegExp(
    `\\b(?:recipients?(?: address)?|address|undeliverable to|deliver(?:ed|ing|y)?(?: your)?(?: mail| message)?(?: to)?|delivering to|permanent errors|reach the following recipient|exceeds allowed size|failed \\d{1,4} attempts|user unknown|unknown user|unknown host|message to|addressed to|rejected recipient|mailbox full|send to|sent to)(?:: ?| )${QUOTED}(?=[\\s,;:)>]|\\.(?:\\s|$)|$)`,
    "gi",
  ),
  // Any reply that names somebody.
  new RegExp(`^[ \\t>]{0,9}(?:<<< |[a-z]{4,9} >>> )?[45]\\d\\d[ -][^\\n]{0,200}?<(${ADDRESS}?)>`, "gim"),
];

/** Where a line is all that is said of a recipient. */
const TRANSCRIPT = 1;

/** More recipients than that of one report are left out. */
const MAX_RECIPIENTS = 100;
/** Characters of what is said of one recipient. */
const MAX_WORDS = 4000;

/** The recipients that a text names, each of them once, with all that is said of them; `except` are none of them. */
export function recipientsInText(text: string, except: ReadonlySet<string>): NamedRecipient[] {
  for (const [number, way] of WAYS.entries()) {
    const found = [...text.matchAll(way)].filter(
      ([, address = ""]) => isAddress(address) && !except.has(address.toLowerCase()) && !isOfStaff(address),
    );
    if (found.length > 0) return gather(text, found, number === TRANSCRIPT);
  }
  return [];
}

function gather(text: string, found: RegExpExecArray[], isOfLine: boolean): NamedRecipient[] {
  const named = new Map<string, NamedRecipient>();
  for (const [number, match] of found.entries()) {
    const recipient = trimmed(match[1] ?? "");
    const end = isOfLine ? text.indexOf("\n", match.index + 1) : -1;
    const words = text.slice(match.index, end === -1 ? found[number + 1]?.index : end).slice(0, MAX_WORDS);
    const known = named.get(recipient.toLowerCase());
    if (known) known.words = `${known.words}\n${words}`.slice(0, MAX_WORDS);
    else if (named.size < MAX_RECIPIENTS) named.set(recipient.toLowerCase(), { recipient, words });
  }
  return [...named.values()];
}

const trimmed = (address: string) => address.replace(/[.:\]]+$/, "");
const isAddress = (address: string) => /@[^@]*[a-z0-9]$/i.test(trimmed(address));
/** Whom to ask for help is no recipient, unless it is a line of its own. */
const isOfStaff = (address: string) => /^(mailer-daemon|mail\.delivery\.system)@/i.test(address);
