import type { FoundAddress } from "@posthorn/contracts/messages";
import type { MailAddress } from "./compose-request.ts";
import { bracketed, messageIdsIn } from "./message-id.ts";

export type ReplyAction = "reply" | "reply-all" | "forward";

/** What is known of the message that is answered or passed on. */
export interface OriginalMessage {
  subject?: string;
  from?: FoundAddress;
  replyTo?: FoundAddress[];
  to?: FoundAddress[];
  cc?: FoundAddress[];
  bcc?: FoundAddress[];
  messageId?: string;
  inReplyTo?: string;
  /** The value of its References header. */
  references?: string;
  date?: string;
  text?: { plain?: string; html?: string };
}

export interface ReplyRequest {
  /** The sender of the new message. */
  from: MailAddress | undefined;
  to?: MailAddress[];
  cc?: MailAddress[];
  bcc?: MailAddress[];
  subject?: string;
  /** Further addresses of the account. */
  aliases?: string[];
}

export interface ReplyHeaders {
  subject: string;
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  inReplyTo?: string;
  references: string[];
}

/** Ids kept in References; the first one and the latest ones tell a thread best. */
const MAX_REFERENCES = 100;

/** The header of a message that answers or passes on `original`. */
export function replyHeaders(action: ReplyAction, original: OriginalMessage, request: ReplyRequest): ReplyHeaders {
  const parent = bracketed(original.messageId);
  return {
    subject: request.subject || subjectOf(action, original.subject ?? ""),
    ...recipientsOf(action, original, request),
    ...(action !== "forward" && parent !== undefined && { inReplyTo: parent }),
    references: referencesOf(original),
  };
}

function subjectOf(action: ReplyAction, subject: string): string {
  const prefix = action === "forward" ? "Fwd:" : "Re:";
  return subject.toLowerCase().startsWith(prefix.toLowerCase()) ? subject : `${prefix} ${subject}`.trim();
}

/** Ancestors first, the direct parent last (RFC 5322 section 3.6.4). */
function referencesOf({ references, inReplyTo, messageId }: OriginalMessage): string[] {
  const parent = bracketed(messageId);
  const ancestors = [...messageIdsIn(references), ...messageIdsIn(inReplyTo)].filter((id) => id !== parent);
  const ids = [...new Set([...ancestors, ...(parent === undefined ? [] : [parent])])];
  return ids.length <= MAX_REFERENCES ? ids : [...ids.slice(0, 1), ...ids.slice(-(MAX_REFERENCES - 1))];
}

const key = ({ address }: MailAddress) => address.trim().toLowerCase();

const usable = (addresses: readonly FoundAddress[] | undefined): MailAddress[] =>
  (addresses ?? []).flatMap(({ name, address }) =>
    address ? [{ address, ...(name !== undefined && name !== "" && { name }) }] : [],
  );

function recipientsOf(
  action: ReplyAction,
  original: OriginalMessage,
  { from, to = [], cc = [], bcc = [], aliases = [] }: ReplyRequest,
): Pick<ReplyHeaders, "to" | "cc" | "bcc"> {
  if (action === "forward") return { to, cc, bcc };
  const own = new Set([...(from ? [from.address] : []), ...aliases].map((address) => address.trim().toLowerCase()));
  const answer = answerSet(original, own);
  if (action === "reply") return { to: to.length > 0 ? to : answer, cc, bcc };

  // Everybody once, and we ourselves only where the original asked for it.
  const seen = new Set<string>();
  const take = (addresses: MailAddress[], mayBeOwn = false) =>
    addresses.filter((entry) => {
      if (seen.has(key(entry)) || (!mayBeOwn && own.has(key(entry)))) return false;
      seen.add(key(entry));
      return true;
    });
  return {
    to: [...take(answer, true), ...take(usable(original.to)), ...take(to)],
    cc: [...take(usable(original.cc)), ...take(cc)],
    bcc: take(bcc),
  };
}

/** Whom the original wants to hear from. An answer to one's own message goes to whom that message went. */
function answerSet({ replyTo, from, to }: OriginalMessage, own: ReadonlySet<string>): MailAddress[] {
  const asked = usable(replyTo);
  const answer = asked.length > 0 ? asked : usable(from ? [from] : []);
  const isOwn = answer.length > 0 && answer.every((entry) => own.has(key(entry)));
  const recipients = usable(to);
  return isOwn && recipients.length > 0 ? recipients : answer;
}
