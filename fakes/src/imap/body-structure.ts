import type { ImapCompileNode } from "imapflow/lib/handler/types.js";
import { envelopeOf } from "./envelope.ts";
import { headerValues, type MimePart } from "./mime-part.ts";

/** BODYSTRUCTURE, or without extension data BODY (RFC 9051 section 7.5.2). */
export function bodyStructureOf(part: MimePart, isExtended: boolean): ImapCompileNode[] {
  const [type = "text", subtype = "plain"] = part.type.toUpperCase().split("/");
  const extension = isExtended ? [dispositionOf(part), null, null] : [];
  if (part.parts.length > 0) {
    const children = part.parts.map((child) => bodyStructureOf(child, isExtended));
    return [...children, subtype, ...(isExtended ? [parametersOf(part.parameters), ...extension] : [])];
  }
  const text = (name: string) => headerValues(part, name)[0] ?? null;
  const lines = part.body.toString("latin1").split("\n").length - 1;
  return [
    type,
    subtype,
    parametersOf(part.parameters),
    text("content-id"),
    text("content-description"),
    part.encoding.toUpperCase(),
    part.body.length,
    ...(part.message ? [envelopeOf(part.message), bodyStructureOf(part.message, isExtended), lines] : []),
    ...(type === "TEXT" ? [lines] : []),
    ...(isExtended ? [null, ...extension] : []),
  ];
}

function parametersOf(parameters: Record<string, string>): ImapCompileNode {
  const entries = Object.entries(parameters);
  return entries.length === 0 ? null : entries.flatMap(([name, value]) => [name.toUpperCase(), value]);
}

const dispositionOf = ({ disposition }: MimePart): ImapCompileNode =>
  disposition === undefined ? null : [disposition.value.toUpperCase(), parametersOf(disposition.parameters)];
