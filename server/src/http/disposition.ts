const PLAIN_NAME = /^[A-Za-z0-9 _\-()^[\]~=,+*$]+$/;

const HTML_ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };

/**
 * Content-Disposition for a download (RFC 6266). `attachment`, so that no browser shows foreign content
 * as ours, unless the caller knows that it may.
 */
export function contentDisposition(filename: string | undefined, { isInline = false } = {}): string {
  const kind = isInline ? "inline" : "attachment";
  if (filename === undefined || filename === "") return kind;
  if (PLAIN_NAME.test(filename)) return `${kind}; filename="${filename}"`;
  const ascii = filename.replace(/[^\x20-\x7e]|[&<>"']|\\/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x20 || char === "\\") return "_";
    return HTML_ENTITIES[char] ?? `&#x${code.toString(16)};`;
  });
  // RFC 8187: what is not an attr-char is percent-encoded.
  const extended = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=utf-8''${extended}`;
}
