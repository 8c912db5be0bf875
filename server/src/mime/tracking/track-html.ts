import { RewritingStream } from "parse5-html-rewriting-stream";

export interface HtmlTrackers {
  /** The address of an image that tells that the message was opened. */
  openUrl?: string | undefined;
  /** The address that tells that a link was followed, and leads on; undefined leaves the link as it is. */
  clickUrl?: ((link: string) => string | undefined) | undefined;
}

/**
 * HTML with trackers in it, everything else as it was, save a tag that the end cuts off. Only links
 * with http or https are followed; the image stands before the end of the body.
 */
export function trackHtml(html: string, { openUrl, clickUrl }: HtmlTrackers): string {
  const rewriter = new RewritingStream();
  const image = openUrl === undefined ? undefined : imageOf(openUrl);
  let isImageIn = image === undefined;
  const chunks: string[] = [];
  rewriter.on("data", (chunk: string | Buffer) => chunks.push(chunk.toString()));
  rewriter.on("startTag", (tag, raw) => {
    const href = clickUrl && tag.tagName === "a" ? tag.attrs.find(({ name }) => name === "href") : undefined;
    const tracked = href && /^\s*https?:\/\//i.test(href.value) ? clickUrl?.(href.value.trim()) : undefined;
    if (!href || tracked === undefined) return rewriter.emitRaw(raw);
    href.value = tracked;
    rewriter.emitStartTag(tag);
  });
  rewriter.on("endTag", (tag, raw) => {
    if (tag.tagName === "body" && !isImageIn && image !== undefined) {
      rewriter.emitRaw(image);
      isImageIn = true;
    }
    rewriter.emitRaw(raw);
  });
  rewriter.end(html);
  if (!isImageIn && image !== undefined) chunks.push(image);
  return chunks.join("");
}

const imageOf = (url: string) =>
  `<img src="${url.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}" width="1" height="1" alt="" style="display:block;border:0">`;
