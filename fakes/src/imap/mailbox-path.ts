import iconv from "iconv-lite";

const isUnicode = (enabled: ReadonlySet<string>) => enabled.has("UTF8=ACCEPT") || enabled.has("IMAP4REV2");

/** A path as it travels: modified UTF-7 (RFC 3501 section 5.1.3), unless UTF-8 was agreed upon. */
export const encodePath = (path: string, enabled: ReadonlySet<string>): string =>
  isUnicode(enabled) ? path : iconv.encode(path, "utf-7-imap").toString();

/** A path that came; INBOX in any case is INBOX. */
export function decodePath(path: string, enabled: ReadonlySet<string>): string {
  const decoded = isUnicode(enabled) ? path : iconv.decode(Buffer.from(path), "utf-7-imap");
  return decoded.toUpperCase() === "INBOX" ? "INBOX" : decoded;
}

/** Whether a path fits a LIST pattern: `*` is anything, `%` anything within one level. */
export function fitsPattern(path: string, pattern: string, delimiter: string): boolean {
  const level = `[^${delimiter.replace(/[\\\]^-]/g, "\\$&")}]*`;
  const source = pattern.replace(/[.*+?^${}()|[\]\\%]/g, (sign) =>
    sign === "*" ? ".*" : sign === "%" ? level : `\\${sign}`,
  );
  return new RegExp(`^${source}$`, pattern.toUpperCase() === "INBOX" ? "i" : "").test(path);
}
