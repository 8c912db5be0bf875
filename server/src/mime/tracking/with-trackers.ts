import { isUtf8 } from "node:buffer";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { Joiner, type MimeNode, Rewriter, Splitter } from "@zone-eu/mailsplit";
import { decodeText } from "../decode-text.ts";
import { withCrlf } from "../with-crlf.ts";
import { type HtmlTrackers, trackHtml } from "./track-html.ts";

/**
 * Encodings in which a byte that looks like `<` or `"` may be part of another character. Their parts
 * stay as they are; in all others what is added is the same bytes as in ASCII.
 */
const NOT_LIKE_ASCII = /^(?:utf-?(?:7|16|32)|ucs-?[24]|iso-?2022|hz)/i;

/**
 * A message with trackers in its HTML parts, all other parts byte for byte: attachments and enclosed
 * messages have none, and only the first part has the image.
 */
export async function withTrackers(message: Buffer, { openUrl, clickUrl }: HtmlTrackers): Promise<Buffer> {
  let isImageIn = false;
  const rewriter = new Rewriter(isTrackable);
  rewriter.on("node", ({ node, decoder, encoder }) => {
    const trackers = { clickUrl, openUrl: isImageIn ? undefined : openUrl };
    isImageIn = true;
    buffer(decoder).then(
      (content) => encoder.end(trackBytes(content, node.charset || "utf-8", trackers)),
      (error: Error) => rewriter.destroy(error),
    );
  });
  const joiner = new Joiner();
  const splitter = new Splitter({ ignoreEmbedded: true });
  const result = buffer(joiner);
  const done = pipeline(splitter, rewriter, joiner);
  splitter.end(message);
  const [tracked] = await Promise.all([result, done]);
  return withCrlf(tracked);
}

function trackBytes(html: Buffer, charset: string, { openUrl, clickUrl }: HtmlTrackers): Buffer {
  if (isUtf8(html)) return Buffer.from(trackHtml(html.toString(), { openUrl, clickUrl }));
  // Byte by byte, so that all but the trackers stays; only the links have to be read.
  const read = (link: string) => decodeText(Buffer.from(link, "latin1"), charset);
  const followed = clickUrl && ((link: string) => clickUrl(read(link)));
  return Buffer.from(trackHtml(html.toString("latin1"), { openUrl, clickUrl: followed }), "latin1");
}

const isTrackable = ({ contentType, disposition, charset }: MimeNode) =>
  contentType === "text/html" && disposition !== "attachment" && !NOT_LIKE_ASCII.test(charset || "");
