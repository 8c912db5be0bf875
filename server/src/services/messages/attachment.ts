import { getAttachment as promise } from "@posthorn/contracts/messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";
import { headersOf, unchanged } from "./known-content.ts";

/** Kinds of images that are nothing but pixels; SVG is a document. */
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"]);

export const getAttachment = verb(promise, async (ctx, { params, query, headers: asked }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  const headers = await headersOf(backend, params.attachment);
  const known = await unchanged(backend, params.attachment, headers, asked["if-none-match"], { signal });
  if (known) return known;
  const download = await backend.getAttachment(params.attachment, { signal });
  const isPicture = PICTURES.has(download.contentType.toLowerCase());
  return { ...download, headers, isInline: query.disposition === "inline" && isPicture };
});
