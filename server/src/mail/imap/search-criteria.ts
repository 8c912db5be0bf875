import type { SearchQuery } from "@posthorn/contracts/search-query";
import type { MailboxObject, SearchObject } from "imapflow";
import { notKnownBy, noWordFor, onlyGmailKnows, withoutEmptyTerms } from "../../core/search-terms.ts";
import type { ImapClient } from "./connection.ts";

/** RFC 8474 section 4: what an EMAILID or THREADID is made of. */
const OBJECT_ID = /^[A-Za-z0-9_-]{1,255}$/;
/** X-GM-MSGID and X-GM-THRID are 64-bit numbers. */
const GMAIL_ID = /^\d{1,20}$/;

/** No mail is older, and a year in IMAP has four digits. */
const EARLIEST = Date.UTC(1900, 0, 1);
const LATEST = Date.UTC(9998, 11, 31);

const LARGEST_UID = 0xffff_ffff;

/**
 * A search as imapflow takes it, in the selected mailbox; undefined where nothing can fit. Throws
 * `invalid` or `unsupported` for a term that the server doesn't know, and never leaves one out.
 */
export function toCriteria(client: ImapClient, mailbox: MailboxObject, query: SearchQuery): SearchObject | undefined {
  const { seq, uid, before, since, sentBefore, sentSince, gmailRaw, emailIds, ...rest } = withoutEmptyTerms(query);
  const { emailId, threadId, labels, modseq } = rest;
  const isGmail = client.capabilities.has("X-GM-EXT-1");
  const hasIds = client.capabilities.has("OBJECTID");
  if (gmailRaw !== undefined && !isGmail) throw onlyGmailKnows("gmailRaw");
  if (labels !== undefined && !isGmail) throw onlyGmailKnows("labels");
  if (emailIds !== undefined) throw notKnownBy("emailIds");
  if (emailId !== undefined && !hasIds && !isGmail) throw notKnownBy("emailId");
  if (threadId !== undefined && !hasIds && !isGmail) throw notKnownBy("threadId");
  if (modseq !== undefined && (!client.enabled.has("CONDSTORE") || mailbox.noModseq)) throw noWordFor("modseq");
  const positions = seq === undefined ? undefined : existingOf(seq, mailbox.exists);
  if (positions === "" || mailbox.exists === 0) return undefined;
  // What is no id at all is refused by servers, and is the id of no message.
  const id = hasIds ? OBJECT_ID : GMAIL_ID;
  if ([emailId, threadId].some((wanted) => wanted !== undefined && !id.test(wanted))) return undefined;
  return {
    ...rest,
    ...(positions === undefined ? {} : { seq: positions }),
    ...(uid === undefined ? {} : { uid: upwardsOf(uid) }),
    ...dates({ before, since, sentBefore, sentSince }),
    ...(gmailRaw === undefined ? {} : { gmraw: gmailRaw }),
  };
}

const dates = (wanted: Record<string, string | undefined>) =>
  Object.fromEntries(
    Object.entries(wanted).flatMap(([term, date]) =>
      date === undefined ? [] : [[term, new Date(Math.min(LATEST, Math.max(EARLIEST, Date.parse(date))))]],
    ),
  );

/**
 * `7:*` is 7 and all above. To servers it is 7 and the newest UID with all between, which is a message even if
 * there is none above.
 */
const upwardsOf = (set: string) =>
  set
    .split(",")
    .map((range) => range.replace(/^(?:(\d+):\*|\*:(\d+))$/, (_, first, last) => `${first ?? last}:${LARGEST_UID}`))
    .join(",");

/** The part of a set of sequence numbers that is within the mailbox: servers refuse numbers past its end. */
function existingOf(set: string, exists: number): string {
  const position = (end: string) => (end === "*" ? exists : Number(end));
  return set
    .split(",")
    .flatMap((range) => {
      const [first = 0, last = first] = range.split(":").map(position);
      const [low, high] = first < last ? [first, last] : [last, first];
      return low > exists ? [] : [low === high ? `${low}` : `${low}:${Math.min(high, exists)}`];
    })
    .join(",");
}
