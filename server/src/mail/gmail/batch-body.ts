import { GmailError } from "./errors.ts";

/** One request within a batch. */
export interface BatchPart {
  http: string;
  /** Path and query. */
  target: string;
}

export interface BatchAnswer {
  statusCode: number;
  headers: Record<string, string>;
  body: Buffer;
}

const BOUNDARY = "batch_posthorn";
export const BATCH_TYPE = `multipart/mixed; boundary=${BOUNDARY}`;

/** Requests without bodies as one (https://developers.google.com/workspace/gmail/api/guides/batch). */
export function writeBatch(parts: readonly BatchPart[]): string {
  const sections = parts.map(
    ({ http, target }, index) =>
      `--${BOUNDARY}\r\nContent-Type: application/http\r\nContent-ID: <item${index}>\r\n\r\n${http} ${target}\r\n\r\n`,
  );
  return `${sections.join("")}--${BOUNDARY}--\r\n`;
}

/** The answers in the order of the requests; where one is missing, undefined. */
export function readBatch(contentType: string | undefined, body: Buffer, count: number): (BatchAnswer | undefined)[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType ?? "")?.[1];
  if (boundary === undefined) throw new GmailError("unavailable", "Gmail answered a batch with something else");
  const answers: (BatchAnswer | undefined)[] = Array.from({ length: count }, () => undefined);
  // One character a byte, so that nothing changes on the way.
  const sections = `\r\n${body.toString("latin1")}`.split(`\r\n--${boundary}`);
  for (const section of sections.slice(1)) {
    if (section.startsWith("--")) break;
    const outer = cutAtBlankLine(section.slice(section.indexOf("\n") + 1));
    const index = Number(/^content-id:.*?item(\d+)/im.exec(outer.head)?.[1] ?? Number.NaN);
    const inner = cutAtBlankLine(outer.rest);
    const statusCode = Number(/^HTTP\/[\d.]+ (\d{3})/.exec(inner.head)?.[1]);
    if (!(index >= 0 && index < count) || Number.isNaN(statusCode)) continue;
    answers[index] = { statusCode, headers: headersIn(inner.head), body: Buffer.from(inner.rest, "latin1") };
  }
  return answers;
}

function cutAtBlankLine(text: string): { head: string; rest: string } {
  const at = text.indexOf("\r\n\r\n");
  return at < 0 ? { head: text, rest: "" } : { head: text.slice(0, at), rest: text.slice(at + 4) };
}

const headersIn = (head: string): Record<string, string> =>
  Object.fromEntries(
    [...head.matchAll(/^([\w-]+):[ \t]*(.*)$/gm)].map(([, name = "", value = ""]) => [
      name.toLowerCase(),
      value.trim(),
    ]),
  );
