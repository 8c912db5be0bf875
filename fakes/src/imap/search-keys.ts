import type { ImapAttribute } from "imapflow/lib/handler/types.js";
import libmime from "libmime";
import { textOf, upperOf } from "./arguments.ts";
import { readImapDate } from "./dates.ts";
import type { StoredMessage } from "./mail-store.ts";
import { headerValues } from "./mime-part.ts";
import { readSequenceSet } from "./sequence-set.ts";

/** A message with its place in the session's view. */
export interface SearchedMessage {
  seq: number;
  message: StoredMessage;
}

type Test = (searched: SearchedMessage) => boolean;

const DAY_MS = 86_400_000;

/**
 * Reads search keys (RFC 9051 section 6.4.4, with WITHIN, OBJECTID and X-GM-EXT-1); a message fits
 * when it fits all of them. Throws on a key it does not know.
 */
export function readSearchKeys(args: readonly ImapAttribute[], last: { seq: number; uid: number }): Test {
  const left = [...args];
  const tests: Test[] = [];
  while (left.length > 0) tests.push(readKey(left, last));
  return (searched) => tests.every((test) => test(searched));
}

function readKey(left: ImapAttribute[], last: { seq: number; uid: number }): Test {
  const key = left.shift();
  if (Array.isArray(key)) return readSearchKeys(key, last);
  const word = () => textOf(left.shift());
  const name = upperOf(key);
  const flag =
    (flagName: string, isSet = true): Test =>
    ({ message }) =>
      hasFlag(message, flagName) === isSet;
  const header =
    (field: string, text: string): Test =>
    ({ message }) =>
      headerHas(message, field, text);
  const arrived = (fits: (time: number, day: number) => boolean): Test => {
    const day = readImapDate(word());
    return ({ message }) => fits(message.internalDate.getTime(), day);
  };
  const sent = (fits: (time: number, day: number) => boolean): Test => {
    const day = readImapDate(word());
    return ({ message }) => fits(Date.parse(headerValues(headerOf(message), "date")[0] ?? ""), day);
  };
  const before = (time: number, day: number) => time < day;
  const on = (time: number, day: number) => time >= day && time < day + DAY_MS;
  const since = (time: number, day: number) => time >= day;
  switch (name) {
    case "ALL":
    case "OLD":
      return () => true;
    case "NEW":
    case "RECENT":
      return () => false;
    case "ANSWERED":
    case "DELETED":
    case "DRAFT":
    case "FLAGGED":
    case "SEEN":
      return flag(`\\${name}`);
    case "UNANSWERED":
    case "UNDELETED":
    case "UNDRAFT":
    case "UNFLAGGED":
    case "UNSEEN":
      return flag(`\\${name.slice(2)}`, false);
    case "KEYWORD":
      return flag(word());
    case "UNKEYWORD":
      return flag(word(), false);
    case "FROM":
    case "TO":
    case "CC":
    case "BCC":
    case "SUBJECT":
      return header(name, word());
    case "HEADER":
      return header(word(), word());
    case "BODY":
    case "TEXT":
    case "X-GM-RAW": {
      const text = word().toLowerCase();
      return ({ message }) => decoded(message.raw).includes(text);
    }
    case "BEFORE":
      return arrived(before);
    case "ON":
      return arrived(on);
    case "SINCE":
      return arrived(since);
    case "SENTBEFORE":
      return sent(before);
    case "SENTON":
      return sent(on);
    case "SENTSINCE":
      return sent(since);
    case "OLDER":
    case "YOUNGER": {
      const limit = Date.now() - Number(word()) * 1000;
      return ({ message }) => message.internalDate.getTime() < limit === (name === "OLDER");
    }
    case "LARGER": {
      const size = Number(word());
      return ({ message }) => message.raw.length > size;
    }
    case "SMALLER": {
      const size = Number(word());
      return ({ message }) => message.raw.length < size;
    }
    case "MODSEQ": {
      const modseq = Number(word());
      return ({ message }) => message.modseq >= modseq;
    }
    case "EMAILID":
    case "X-GM-MSGID": {
      const id = word().replace(/^M/, "");
      return ({ message }) => message.emailId === id;
    }
    case "THREADID":
    case "X-GM-THRID": {
      const id = word().replace(/^T/, "");
      return ({ message }) => message.threadId === id;
    }
    case "X-GM-LABELS": {
      const label = word();
      return ({ message }) => message.labels.has(label);
    }
    case "UID": {
      const isIn = readSequenceSet(word(), last.uid);
      return ({ message }) => isIn(message.uid);
    }
    case "NOT": {
      const test = readKey(left, last);
      return (searched) => !test(searched);
    }
    case "OR": {
      const [one, other] = [readKey(left, last), readKey(left, last)];
      return (searched) => one(searched) || other(searched);
    }
    default: {
      if (!/^[\d*:,]+$/.test(name)) throw new Error(`Unknown search key ${name}`);
      const isIn = readSequenceSet(name, last.seq);
      return ({ seq }) => isIn(seq);
    }
  }
}

const hasFlag = ({ flags }: StoredMessage, name: string) =>
  [...flags].some((flag) => flag.toLowerCase() === name.toLowerCase());

const headerOf = ({ raw }: StoredMessage) => {
  const end = raw.indexOf("\r\n\r\n");
  return { header: end < 0 ? raw : raw.subarray(0, end + 4) };
};

const decoded = (raw: Buffer) => libmime.decodeWords(raw.toString()).toLowerCase();

const headerHas = (message: StoredMessage, field: string, text: string) =>
  headerValues(headerOf(message), field).some((value) =>
    libmime.decodeWords(Buffer.from(value, "latin1").toString()).toLowerCase().includes(text.toLowerCase()),
  );
