import type { ImapCompileNode } from "imapflow/lib/handler/types.js";
import addressparser, { type Address } from "nodemailer/lib/addressparser";
import { headerValues, type MimePart } from "./mime-part.ts";

/** ENVELOPE of a message (RFC 9051 section 7.5.2). */
export function envelopeOf(part: MimePart): ImapCompileNode[] {
  const text = (name: string) => headerValues(part, name)[0] ?? null;
  const addresses = (name: string) => {
    const found = headerValues(part, name).flatMap((value) => addressparser(value));
    return found.length === 0 ? null : found.flatMap(addressNodes);
  };
  const from = addresses("from");
  return [
    text("date"),
    text("subject"),
    from,
    addresses("sender") ?? from,
    addresses("reply-to") ?? from,
    addresses("to"),
    addresses("cc"),
    addresses("bcc"),
    text("in-reply-to"),
    text("message-id"),
  ];
}

/** A group begins with its name and ends with NILs. */
function addressNodes(entry: Address): ImapCompileNode[] {
  if (entry.group)
    return [[null, null, entry.name, null], ...entry.group.flatMap(addressNodes), [null, null, null, null]];
  const { name, address } = entry;
  const at = address.lastIndexOf("@");
  const [local, host] = at < 0 ? [address, ""] : [address.slice(0, at), address.slice(at + 1)];
  return [[name === "" ? null : name, null, local, host]];
}
