/** Of a line whose end has not come yet, this much is kept back. */
const MOST_HELD = 64 * 1024;

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Whose message it is, and when it was received. */
export interface MboxMark {
  sender: string | undefined;
  receivedAt: Date;
}

/**
 * A message as it stands in an mbox (RFC 4155), between the line that begins it and the empty one that ends it. Lines end
 * with LF, and those that could be taken for the beginning of the next message, `From `, `>From ` and so on, have a `>` before
 * them (the way known as mboxrd), so that every message can be read back. Keeps 64 KiB in memory, however long a line is.
 */
export async function* inMbox(source: AsyncIterable<Buffer>, mark: MboxMark): AsyncGenerator<Buffer> {
  yield Buffer.from(`${beginning(mark)}\n`);
  let held = "";
  /** What is held goes on with a line whose beginning has left. */
  let isWithin = false;
  for await (const piece of source) {
    held += piece.toString("latin1");
    // A CR at the end may belong to a line end.
    const end = held.lastIndexOf("\n") + 1 || (held.length > MOST_HELD ? held.length - Number(held.endsWith("\r")) : 0);
    if (end === 0) continue;
    const ready = held.slice(0, end);
    yield toBytes(ready, isWithin);
    isWithin = !ready.endsWith("\n");
    held = held.slice(end);
  }
  yield toBytes(held, isWithin);
  // Every message ends with an empty line.
  yield Buffer.from(held === "" && !isWithin ? "\n" : "\n\n");
}

function toBytes(text: string, isWithin: boolean): Buffer {
  const lines = text.replaceAll("\r\n", "\n");
  const first = isWithin ? lines.indexOf("\n") + 1 || lines.length : 0;
  return Buffer.from(lines.slice(0, first) + lines.slice(first).replaceAll(/(^|\n)(>*From )/g, "$1>$2"), "latin1");
}

/** `From ida@example.com Mon Jan  6 10:00:00 2025`, in UTC. */
function beginning({ sender = "", receivedAt: at }: MboxMark): string {
  const address = /^[\x21-\x7e]+$/.test(sender) ? sender : "MAILER-DAEMON";
  const [time = ""] = at.toISOString().slice(11).split(".");
  const day = String(at.getUTCDate()).padStart(2);
  return `From ${address} ${DAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${day} ${time} ${at.getUTCFullYear()}`;
}
