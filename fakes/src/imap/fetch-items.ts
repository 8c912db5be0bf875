import type { ImapAttribute, ImapCompileNode } from "imapflow/lib/handler/types.js";
import { atom, atoms, listOf, upperOf } from "./arguments.ts";
import { bodyStructureOf } from "./body-structure.ts";
import { writeInternalDate } from "./dates.ts";
import { envelopeOf } from "./envelope.ts";
import type { StoredMessage } from "./mail-store.ts";
import { type MimePart, partAt, readMimePart } from "./mime-part.ts";

const MACROS: Record<string, string[]> = {
  FAST: ["FLAGS", "INTERNALDATE", "RFC822.SIZE"],
  ALL: ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE"],
  FULL: ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY"],
};

/** What a FETCH asks for, macros written out. */
export function readFetchItems(value: ImapAttribute | undefined): ImapAttribute[] {
  return listOf(value).flatMap((item): ImapAttribute[] => {
    const macro = MACROS[upperOf(item)];
    return macro ? macro.map((name) => ({ type: "ATOM", value: name })) : [item];
  });
}

/** Whether reading these marks a message as seen (`BODY[]` does, `BODY.PEEK[]` does not). */
export const marksAsSeen = (items: readonly ImapAttribute[]) =>
  items.some(
    (item) => item && !Array.isArray(item) && item.section !== undefined && /^(BODY|BINARY)$/.test(upperOf(item)),
  );

/** Names and values of the items of one message, as a FETCH response lists them; undefined for an item that nobody knows. */
export async function fetchItems(
  message: StoredMessage,
  items: readonly ImapAttribute[],
): Promise<ImapCompileNode[] | undefined> {
  let parsed: Promise<MimePart> | undefined;
  const structure = () => (parsed ??= readMimePart(message.raw));
  const response: ImapCompileNode[] = [];
  for (const item of items) {
    const value = await fetchItem(message, item, structure);
    if (value === undefined) return undefined;
    response.push(...value);
  }
  return response;
}

async function fetchItem(
  message: StoredMessage,
  item: ImapAttribute,
  structure: () => Promise<MimePart>,
): Promise<ImapCompileNode[] | undefined> {
  const name = upperOf(item);
  if (item && !Array.isArray(item) && item.section) {
    const [asked, fields] = item.section;
    const bytes = await sectionOf(message, upperOf(asked), listOf(fields).map(upperOf), structure);
    const [start = 0, length = Infinity] = item.partial ?? [];
    const section = { section: item.section, ...(item.partial ? { partial: [start] } : {}) };
    const value = bytes?.subarray(start, start + length) ?? null;
    return [atom(name.replace(".PEEK", ""), section), value && { type: "LITERAL", value }];
  }
  switch (name) {
    case "UID":
      return [atom("UID"), atom(message.uid)];
    case "FLAGS":
      return [atom("FLAGS"), atoms(message.flags)];
    case "MODSEQ":
      return [atom("MODSEQ"), [atom(message.modseq)]];
    case "INTERNALDATE":
      return [atom("INTERNALDATE"), writeInternalDate(message.internalDate)];
    case "RFC822.SIZE":
      return [atom(name), atom(message.raw.length)];
    case "EMAILID":
      return [atom(name), [atom(`M${message.emailId}`)]];
    case "THREADID":
      return [atom(name), [atom(`T${message.threadId}`)]];
    case "X-GM-MSGID":
      return [atom(name), atom(message.emailId)];
    case "X-GM-THRID":
      return [atom(name), atom(message.threadId)];
    case "X-GM-LABELS":
      return [atom(name), [...message.labels].map((label) => (label.startsWith("\\") ? atom(label) : label))];
    case "ENVELOPE":
      return [atom(name), envelopeOf(await structure())];
    case "BODYSTRUCTURE":
    case "BODY":
      return [atom(name), bodyStructureOf(await structure(), name === "BODYSTRUCTURE")];
    default:
      return undefined;
  }
}

/** The bytes of `BODY[...]`; undefined where the message has no such part. */
async function sectionOf(
  { raw }: StoredMessage,
  section: string,
  fields: readonly string[],
  structure: () => Promise<MimePart>,
): Promise<Buffer | undefined> {
  if (section === "") return raw;
  const [, path = "", keyword = ""] = /^([\d.]*?)\.?([A-Z.]*)$/.exec(section) ?? [];
  const root = await structure();
  const part = path === "" ? root : partAt(root, path.split(".").map(Number));
  if (!part) return undefined;
  if (keyword === "MIME") return part.header;
  if (keyword === "") return part.body;
  const within = path === "" ? root : part.message;
  if (!within) return undefined;
  if (keyword === "TEXT") return within.body;
  if (keyword === "HEADER") return within.header;
  return selectFields(within.header, fields, keyword === "HEADER.FIELDS");
}

/** Only the named fields of a header block, or all others. */
function selectFields(header: Buffer, fields: readonly string[], isWanted: boolean): Buffer {
  const lines = header
    .toString("latin1")
    .split(/\r?\n(?![ \t])/)
    .filter(
      (line) => line !== "" && fields.includes(line.slice(0, line.indexOf(":")).trim().toUpperCase()) === isWanted,
    );
  return Buffer.from([...lines, "", ""].join("\r\n"), "latin1");
}
