import type { SearchQuery } from "@posthorn/contracts/search-query";
import libmime from "libmime";
import { notKnownBy, noWordFor, onlyGmailKnows, withoutEmptyTerms } from "../../core/search-terms.ts";
import { readMail } from "./mail-parts.ts";
import type { StoredMail, StoredMailbox } from "./mail-server.ts";

type Test = (mail: StoredMail, seq: number) => boolean;

/** The messages of a mailbox that fit, oldest first. Ids, labels and mod-sequences are unknown here. */
export function findMails({ mails }: StoredMailbox, query: SearchQuery): StoredMail[] {
  const terms = withoutEmptyTerms(query);
  if (terms.gmailRaw !== undefined) throw onlyGmailKnows("gmailRaw");
  if (terms.labels !== undefined) throw onlyGmailKnows("labels");
  for (const term of ["emailId", "threadId", "emailIds"] as const)
    if (terms[term] !== undefined) throw notKnownBy(term);
  if (terms.modseq !== undefined) throw noWordFor("modseq");
  const tests = testsOf(terms, { seq: mails.length, uid: mails.at(-1)?.uid ?? 0 });
  return mails.filter((mail, index) => tests.every((fits) => fits(mail, index + 1)));
}

function testsOf(terms: SearchQuery, last: { seq: number; uid: number }): Test[] {
  const tests: Test[] = [];
  const when = <T>(value: T | undefined, test: (value: T) => Test) => {
    if (value !== undefined) tests.push(test(value));
  };
  const hasFlag =
    (flag: string) =>
    (isWanted: boolean): Test =>
    ({ flags }) =>
      [...flags].some((other) => other.toLowerCase() === flag) === isWanted;
  const inHeader =
    (name: string) =>
    (text: string): Test =>
    ({ raw }) =>
      (readMail(raw).headers[name] ?? []).some((value) => contains(libmime.decodeWords(value), text));
  const sentAt = ({ raw, receivedAt }: StoredMail) =>
    Date.parse(readMail(raw).headers["date"]?.[0] ?? "") || receivedAt.getTime();

  when(terms.seq, (set) => (_, seq) => isIn(set, seq, last.seq));
  when(
    terms.uid,
    (set) =>
      ({ uid }) =>
        isIn(upwardsOf(set), uid, last.uid),
  );
  for (const flag of ["answered", "deleted", "draft", "flagged", "seen"] as const)
    when(terms[flag], hasFlag(`\\${flag}`));
  when(terms.unseen, (isUnseen) => hasFlag("\\seen")(!isUnseen));
  for (const field of ["from", "to", "cc", "bcc", "subject"] as const) when(terms[field], inHeader(field));
  when(terms.body, (text) => ({ raw }) => {
    const { plain = "", html = "" } = readMail(raw);
    return contains(`${plain}\n${html}`, text);
  });
  when(
    terms.larger,
    (size) =>
      ({ raw }) =>
        raw.length > size,
  );
  when(
    terms.smaller,
    (size) =>
      ({ raw }) =>
        raw.length < size,
  );
  when(
    terms.since,
    (date) =>
      ({ receivedAt }) =>
        receivedAt.getTime() >= Date.parse(date),
  );
  when(
    terms.before,
    (date) =>
      ({ receivedAt }) =>
        receivedAt.getTime() < Date.parse(date),
  );
  when(terms.sentSince, (date) => (mail) => sentAt(mail) >= Date.parse(date));
  when(terms.sentBefore, (date) => (mail) => sentAt(mail) < Date.parse(date));
  for (const [name, text] of Object.entries(terms.header ?? {}))
    tests.push(inHeader(name.toLowerCase())(text === true ? "" : text));
  return tests;
}

const contains = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());

const LARGEST_UID = 0xffff_ffff;

/** A range of UIDs up to `*` goes upwards from its number, whatever there is. */
const upwardsOf = (set: string) =>
  set.replaceAll(/(\d):\*/g, `$1:${LARGEST_UID}`).replaceAll(/\*:(?=\d)/g, `${LARGEST_UID}:`);

/** Whether a sequence set (RFC 9051 section 9) names a number; `*` is the largest there is. */
function isIn(set: string, number: number, last: number): boolean {
  const end = (text: string) => (text === "*" ? last : Number(text));
  return set.split(",").some((range) => {
    const [from = 0, to = from] = range.split(":").map(end);
    return number >= Math.min(from, to) && number <= Math.max(from, to);
  });
}
