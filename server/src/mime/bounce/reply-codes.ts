/** What a server said in numbers: its reply (RFC 5321 section 4.2) and its status (RFC 3463). */
export interface SmtpCodes {
  /** Such as 550. */
  replyCode: number | undefined;
  /** Such as 5.1.1. */
  status: string | undefined;
}

/** Three numbers that are no part of an address or of a version. */
const STATUS = /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)/;
/** A status right behind a reply: no other number of a text says so clearly what is meant. */
const REPLY_WITH_STATUS = /(?<![\d.])([45]\d\d)(?:[ -]|: )['"#(]{0,2}([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)/;
/** A reply where one begins: a line, a quotation, what somebody said. */
const REPLY =
  /(?:^[ \t>*]{0,9}(?:<<< ?)?|said: ?|\berror |\.\.\. |[:['"(#] ?|[<>]{3} ?|code ?:?|\breturned ?|\bgenerated response: ?|\bDATA\), | with )([45][0-5]\d)(?=[ \-:,]|$)/im;

/** The codes in a text; a reply and a status that stand together before others. */
export function codesIn(text: string): SmtpCodes {
  const inner = QUOTED_REPLY.exec(text)?.[1];
  if (inner !== undefined) return { replyCode: Number(inner), status: STATUS.exec(text)?.[0] };
  const both = REPLY_WITH_STATUS.exec(text);
  if (both) return { replyCode: Number(both[1]), status: both[2] };
  const reply = REPLY.exec(text)?.[1];
  return { replyCode: reply === undefined ? undefined : Number(reply), status: STATUS.exec(text)?.[0] };
}

/** Behind a reply of sendmail stands the one that it got itself. */
const QUOTED_REPLY = /^[45]\d\d [^\n]{0,300}\.\.\. ([45]\d\d) /im;

/** Whether a status says no more than whether trying again may help (RFC 3463 section 3.1). */
export const isVague = (status: string): boolean => status.endsWith(".0.0");
