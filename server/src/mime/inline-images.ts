import { randomUUID } from "node:crypto";
import type { ComposeAttachment } from "./compose-request.ts";

export interface HtmlWithImages {
  html: string;
  images: ComposeAttachment[];
}

const SOURCE = /(\ssrc\s{0,8}=\s{0,8})(["'])data:(image\/[a-z0-9.+-]{1,64})([^,"']{0,100}),([^"']*)\2/i;

/**
 * Turns `<img src="data:...">` into inline attachments `image-N.ext`, since mail readers don't show
 * data URLs. What can't be decoded stays as it is.
 */
export function extractInlineImages(html: string): HtmlWithImages {
  const images: ComposeAttachment[] = [];
  const parts: string[] = [];
  let position = 0;
  const tagStart = /<img\b/gi;
  for (let match = tagStart.exec(html); match !== null; match = tagStart.exec(html)) {
    const end = html.indexOf(">", match.index);
    if (end === -1) break;
    const tag = html.slice(match.index, end + 1);
    parts.push(html.slice(position, match.index), replaceSource(tag, images));
    position = end + 1;
    tagStart.lastIndex = position;
  }
  if (images.length === 0) return { html, images };
  return { html: parts.join("") + html.slice(position), images };
}

function replaceSource(tag: string, images: ComposeAttachment[]): string {
  const match = SOURCE.exec(tag);
  if (match === null) return tag;
  const [whole, before = "", quote = "", type = "", parameters = "", data = ""] = match;
  const content = decode(data, parameters);
  if (content === undefined) return tag;
  const contentType = type.toLowerCase();
  const cid = `${randomUUID()}@inline.posthorn`;
  images.push({
    filename: `image-${images.length + 1}.${extensionOf(contentType)}`,
    contentType,
    contentDisposition: "inline",
    cid,
    content,
  });
  return tag.slice(0, match.index) + `${before}${quote}cid:${cid}${quote}` + tag.slice(match.index + whole.length);
}

function decode(data: string, parameters: string): Buffer | undefined {
  try {
    const text = decodeURIComponent(data);
    const content = /;\s*base64\s*$/i.test(parameters) ? Buffer.from(text, "base64") : Buffer.from(text);
    return content.length > 0 ? content : undefined;
  } catch {
    return undefined;
  }
}

const extensionOf = (contentType: string) => {
  const subtype = contentType.slice("image/".length);
  return (
    { jpeg: "jpg", "svg+xml": "svg", "x-icon": "ico", "vnd.microsoft.icon": "ico" }[subtype] ??
    subtype.replace(/^x-/, "")
  );
};
