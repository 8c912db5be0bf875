/** A part of a multipart body, as HTTP batches and uploads have them (RFC 2046 section 5.1). */
export interface BodyPart {
  headers: Record<string, string>;
  body: Buffer;
}

export const boundaryOf = (contentType: string) => /boundary="?([^";]+)"?/i.exec(contentType)?.[1];

/** Undefined where the body does not end as a multipart has to. */
export function readMultipart(body: Buffer, boundary: string): BodyPart[] | undefined {
  const sections = `\r\n${body.toString("latin1")}`.split(`\r\n--${boundary}`);
  if (!sections.at(-1)?.startsWith("--")) return undefined;
  return sections.slice(1, -1).map((section) => {
    const text = section.replace(/^[ \t]*\r\n/, "");
    const { head, rest } = cutAtBlankLine(text);
    return { headers: headersIn(head), body: Buffer.from(rest, "latin1") };
  });
}

export function cutAtBlankLine(text: string): { head: string; rest: string } {
  if (text.startsWith("\r\n")) return { head: "", rest: text.slice(2) };
  const at = text.indexOf("\r\n\r\n");
  return at < 0 ? { head: text, rest: "" } : { head: text.slice(0, at), rest: text.slice(at + 4) };
}

export const headersIn = (head: string): Record<string, string> =>
  Object.fromEntries(
    head.split("\r\n").flatMap((line) => {
      const at = line.indexOf(":");
      return at > 0 ? [[line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()]] : [];
    }),
  );
