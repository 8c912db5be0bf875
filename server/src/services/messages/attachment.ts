import { getAttachment as promise } from "@posthorn/contracts/messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

/** Kinds of images that are nothing but pixels; SVG is a document. */
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"]);

export const getAttachment = verb(promise, async (ctx, { params, query }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  const download = await backend.getAttachment(params.attachment, { signal });
  return { ...download, isInline: query.disposition === "inline" && PICTURES.has(download.contentType.toLowerCase()) };
});
