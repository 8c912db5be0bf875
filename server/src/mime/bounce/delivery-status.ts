import { type HeaderMap, parseHeaders } from "../headers.ts";

/** What a report says of one recipient (RFC 3464 section 2.3). */
export interface RecipientStatus {
  recipient: string | undefined;
  originalRecipient: string | undefined;
  /** Lower case: failed, delayed, delivered, relayed, expanded, or something that is none of RFC 3464's. */
  action: string | undefined;
  /** RFC 3463, such as 5.1.1. */
  status: string | undefined;
  /** What is said in brackets behind the status. */
  comment: string | undefined;
  /** The type of the diagnostic, such as smtp, in lower case. */
  diagnosticType: string | undefined;
  diagnostic: string | undefined;
  /** The server that was asked to take the message; lower case. */
  remoteMta: string | undefined;
  fields: HeaderMap;
}

/** A `message/delivery-status` (RFC 3464 section 2.1). */
export interface DeliveryStatus {
  /** Message-ID of what was to be delivered; an extension that few servers write. */
  messageId: string | undefined;
  reportingMta: string | undefined;
  /** Of Postfix. */
  queueId: string | undefined;
  /** Those of the message, not of a recipient. */
  fields: HeaderMap;
  recipients: RecipientStatus[];
}

/** More recipients than that of one report are left out. */
const MAX_RECIPIENTS = 100;
/** A report is read up to here. */
const MAX_CHARACTERS = 256 * 1024;

/**
 * A `message/delivery-status` part: groups of fields, the first of the message and one more for each
 * recipient. Servers that write a single group, or blank lines where none belong, are borne with.
 */
export function readDeliveryStatus(content: string): DeliveryStatus {
  const groups = content
    .slice(0, MAX_CHARACTERS)
    .split(/(?:\r?\n[ \t]*){2,}/)
    .flatMap(splitGroup)
    .filter((group) => group.trim() !== "")
    .map((group) => parseHeaders(Buffer.from(group.trimStart())));
  const first = (field: string) => groups.map((group) => group[field]?.[0]).find((value) => value);
  return {
    messageId: first("x-original-message-id"),
    reportingMta: hostIn(first("reporting-mta")),
    queueId: first("x-postfix-queue-id"),
    fields: groups.find((group) => !isOfRecipient(group)) ?? {},
    recipients: groups.filter(isOfRecipient).slice(0, MAX_RECIPIENTS).map(toStatus),
  };
}

/** A delivery status that stands in a text, since its structure was lost on the way; undefined where there is none. */
export function deliveryStatusIn(text: string): DeliveryStatus | undefined {
  const groups = text
    .replaceAll(/^[ \t]*>[ \t]?/gm, "")
    .split(/(?:\r?\n[ \t]*){2,}/)
    .filter((group) => /^[ \t]{0,9}(final-recipient|reporting-mta):/im.test(group))
    .map((group) => group.replaceAll(/^[ \t]{1,9}(?=[a-z-]{4,30}:)/gim, ""))
    .slice(0, MAX_RECIPIENTS + 1);
  return groups.some((group) => /^final-recipient:/im.test(group))
    ? readDeliveryStatus(groups.join("\n\n"))
    : undefined;
}

/** Several recipients without a blank line between them. */
function splitGroup(group: string): string[] {
  const groups = group.split(/^(?=final-recipient:)/im);
  return groups.length > 2 ? groups : [group];
}

const isOfRecipient = (group: HeaderMap) =>
  ["final-recipient", "original-recipient", "action"].some((field) => group[field] !== undefined);

function toStatus(group: HeaderMap): RecipientStatus {
  const first = (field: string) => group[field]?.[0] || undefined;
  const final = addressIn(first("final-recipient"));
  const original = addressIn(first("original-recipient"));
  const diagnostic = /^(?:([\w-]{1,80})\s*;)?\s*([^]*)$/.exec(first("diagnostic-code") ?? "");
  const remote = first("remote-mta");
  return {
    // Where it went to is a mailbox file on some servers.
    recipient: final?.includes("@") || !original?.includes("@") ? (final ?? original) : original,
    originalRecipient: original,
    action: first("action")
      ?.toLowerCase()
      .match(/[a-z-]+/)?.[0],
    status: first("status")?.match(/\b[245]\.\d{1,3}\.\d{1,3}\b/)?.[0],
    comment: first("status")?.match(/\(([^()]{1,500})\)/)?.[1],
    diagnosticType: diagnostic?.[1]?.toLowerCase(),
    diagnostic: diagnostic?.[2]?.trim() || undefined,
    remoteMta: hostIn(remote),
    fields: group,
  };
}

/** The host of a typed value such as `dns; mx.example.com (192.0.2.1)`. */
const hostIn = (value: string | undefined): string | undefined =>
  value
    ?.replace(/^[\w-]+\s*;/, "")
    .trim()
    .split(/[\s(]/)[0]
    ?.toLowerCase() || undefined;

/** The address of a typed value such as `rfc822; ada@example.com`. */
function addressIn(value: string | undefined): string | undefined {
  const typed = value?.replace(/^[\w/-]+\s*;/, "").trim();
  const address = (typed === undefined ? undefined : (/<([^<>]+)>/.exec(typed)?.[1] ?? typed))?.replace(/[<>\s]/g, "");
  return address || undefined;
}
