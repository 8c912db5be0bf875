import type { SMTPServerEnvelope } from "smtp-server";
import type { OutgoingMessage } from "../core/mail-backend.ts";

/**
 * The delivery status notifications a client asked for (RFC 3461), to be asked of the next server; undefined when it
 * asked for none. A message has one wish for all its recipients: where they differ, whatever one of them asks for is
 * asked for all. The original recipient is passed on where there is only one.
 */
export function dsnOfEnvelope({ dsn, rcptTo }: SMTPServerEnvelope): OutgoingMessage["dsn"] {
  const wishes = [...new Set(rcptTo.flatMap((recipient) => recipient.dsn?.notify ?? []))];
  const asked = wishes.length > 1 ? wishes.filter((wish) => wish !== "NEVER") : wishes;
  const original = rcptTo.length === 1 ? rcptTo[0]?.dsn?.orcpt : undefined;
  if (!dsn?.ret && !dsn?.envid && asked.length === 0 && original === undefined) return undefined;
  return {
    return: dsn?.ret === "FULL" ? "full" : "headers",
    ...(dsn?.envid && { id: dsn.envid }),
    ...(asked.length > 0 && { notify: asked.map((wish) => wish.toLowerCase()) }),
    ...(original !== undefined && { recipient: original }),
  };
}
