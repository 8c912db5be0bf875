/** More levels than this are quoted as one. */
const MAX_QUOTES = 10;

export const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/**
 * Plain text as an HTML fragment: paragraphs, links, and `>` as nested quotes, which `styleOfQuote` gives looks by their
 * level, from 1 on.
 */
export function htmlFromText(text: string, styleOfQuote?: (level: number) => string): string {
  const parts: string[] = [];
  let level = 0;
  let paragraph: string[] = [];
  const endParagraph = () => {
    if (paragraph.length > 0) parts.push(`<p>${paragraph.join("<br>\n")}</p>`);
    paragraph = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const marks = /^(?:> ?)*/.exec(line.slice(0, 4 * MAX_QUOTES))?.[0] ?? "";
    const depth = Math.min(marks.replaceAll(" ", "").length, MAX_QUOTES);
    const content = line.slice(marks.length);
    if (depth !== level) {
      endParagraph();
      for (; level < depth; level++) {
        const style = styleOfQuote === undefined ? "" : ` style="${escapeHtml(styleOfQuote(level + 1))}"`;
        parts.push(`<blockquote type="cite"${style}>`);
      }
      for (; level > depth; level--) parts.push("</blockquote>");
    }
    if (content.trim() === "") endParagraph();
    else paragraph.push(withLinks(content));
  }
  endParagraph();
  for (; level > 0; level--) parts.push("</blockquote>");
  return parts.join("\n");
}

function withLinks(line: string): string {
  let position = 0;
  let html = "";
  for (const match of line.matchAll(/\bhttps?:\/\/[^\s<>"]+/gi)) {
    const url = match[0].replace(/[.,;:!?)\]}']{1,8}$/, "");
    html += escapeHtml(line.slice(position, match.index));
    html += `<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>`;
    position = match.index + url.length;
  }
  return html + escapeHtml(line.slice(position));
}
