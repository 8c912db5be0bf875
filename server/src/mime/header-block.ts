/**
 * The top header of a message, to be changed without touching anything else. Fields keep their
 * bytes (text here is one character a byte) unless they are replaced.
 */
export interface HeaderField {
  /** Lower case. */
  name: string;
  /** The whole field with its folding, without the last line end. */
  line: string;
}

export interface SplitMessage {
  fields: HeaderField[];
  /** Everything after the blank line. */
  body: Buffer;
}

const LF = 0x0a;
const CR = 0x0d;

/** A header larger than this is no header. */
export const MAX_HEADER_BYTES = 1024 * 1024;

/** Throws a RangeError for a header of more than 1 MiB. */
export function splitMessage(raw: Buffer): SplitMessage {
  const { end, bodyStart } = findBlankLine(raw);
  if (end > MAX_HEADER_BYTES) throw new RangeError("The header of the message is too large");
  const fields: HeaderField[] = [];
  for (const line of raw.toString("latin1", 0, end).split(/\r?\n/)) {
    const last = fields.at(-1);
    if (/^[ \t]/.test(line) && last) last.line += `\r\n${line}`;
    else {
      const name = /^([!-9;-~]+)[ \t]*:/.exec(line)?.[1];
      // A line that is no field (such as an mbox separator) can't be kept in a header.
      if (name !== undefined) fields.push({ name: name.toLowerCase(), line });
    }
  }
  return { fields, body: raw.subarray(bodyStart) };
}

export function joinMessage({ fields, body }: SplitMessage): Buffer {
  const head = `${fields.map(({ line }) => line).join("\r\n")}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), body]);
}

/** The unfolded value, 8-bit characters read as UTF-8. NUL, which no header may have and no database takes, is U+FFFD. */
export const fieldValue = ({ line }: HeaderField): string =>
  Buffer.from(line.slice(line.indexOf(":") + 1).replaceAll(/\r?\n(?=[ \t])/g, ""), "latin1")
    .toString()
    .replaceAll("\0", "\ufffd")
    .trim();

function findBlankLine(raw: Buffer): { end: number; bodyStart: number } {
  let lineStart = 0;
  // Bounded, so that a message without a blank line is not searched to its end.
  while (lineStart < raw.length && lineStart <= MAX_HEADER_BYTES) {
    const lineEnd = raw.indexOf(LF, lineStart);
    if (lineEnd === -1) break;
    if (lineEnd === lineStart || (lineEnd === lineStart + 1 && raw[lineStart] === CR)) {
      return { end: lineStart, bodyStart: lineEnd + 1 };
    }
    lineStart = lineEnd + 1;
  }
  return { end: raw.length, bodyStart: raw.length };
}
