import { type HeaderMap, parseHeaders } from "../headers.ts";

/** What a report says of one recipient (RFC 3464 section 2.3). */
export interface RecipientStatus {
  recipient: string | undefined;
  /** Lower case: failed, delayed, delivered, relayed, expanded, or something that is none of RFC 3464's. */
  action: string | undefined;
  /** RFC 3463, such as 5.1.1. */
  status: string | undefined;
  diagnosticCode: string | undefined;
}

export interface DeliveryStatus {
  /** Message-ID of what was to be delivered; an extension that few servers write. */
  messageId: string | undefined;
  recipients: RecipientStatus[];
}

/** More recipients than that of one report are left out. */
const MAX_RECIPIENTS = 100;

/**
 * A `message/delivery-status` part: groups of fields, the first of the message and one more for each
 * recipient. Servers that write a single group, or blank lines where none belong, are borne with.
 */
export function readDeliveryStatus(content: string): DeliveryStatus {
  const groups = content
    .split(/(?:\r?\n[ \t]*){2,}/)
    .filter((group) => group.trim() !== "")
    .map((group) => parseHeaders(Buffer.from(group.trimStart())));
  const messageId = groups.map((group) => group["x-original-message-id"]?.[0]).find((id) => id !== undefined);
  return { messageId, recipients: groups.filter(isOfRecipient).slice(0, MAX_RECIPIENTS).map(toStatus) };
}

const isOfRecipient = (group: HeaderMap) =>
  ["final-recipient", "original-recipient", "action"].some((field) => group[field] !== undefined);

function toStatus(group: HeaderMap): RecipientStatus {
  const first = (field: string) => group[field]?.[0] || undefined;
  return {
    recipient: addressIn(first("final-recipient") ?? first("original-recipient")),
    action: first("action")
      ?.toLowerCase()
      .match(/[a-z-]+/)?.[0],
    status: first("status")?.match(/\b[245]\.\d{1,3}\.\d{1,3}\b/)?.[0],
    diagnosticCode: first("diagnostic-code")?.replace(/^[\w-]+;\s*/, ""),
  };
}

/** The address of a typed value such as `rfc822; ada@example.com`. */
function addressIn(value: string | undefined): string | undefined {
  const address = value?.replace(/^[\w/-]+;/, "").replace(/[<>\s]/g, "");
  return address || undefined;
}
