import { getMessage as promise } from "@posthorn/contracts/messages";
import { embedImages, type EmbedLimits } from "../../mime/web-safe/embed-images.ts";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

/** Of the images that become part of one answer. */
const EMBED_LIMITS: EmbedLimits = { images: 50, bytesEach: 10 * 1024 ** 2, bytesInAll: 25 * 1024 ** 2 };

export const getMessage = verb(promise, async (ctx, { params, query }, { signal }) => {
  const { webSafeHtml = false, preProcessHtml = false, remoteImages, ...request } = query;
  const { embedAttachedImages = webSafeHtml, textType, ...rest } = request;
  const wanted = webSafeHtml ? "*" : textType;
  const backend = await openMailbox(ctx, params.account);
  const message = await backend.getMessage(params.message, {
    ...rest,
    ...(wanted !== undefined && { textType: wanted }),
    signal,
  });
  if (message.text === undefined) return message;
  let { text } = message;
  if (webSafeHtml || preProcessHtml) {
    const safe = await ctx.webSafe.clean(
      text,
      { account: params.account, blockRemoteImages: remoteImages === "block" },
      signal,
    );
    if (safe !== null) text = { ...text, html: safe.html, webSafe: true, hasMore: text.hasMore === true || safe.isCut };
  }
  if (embedAttachedImages && text.html !== undefined) {
    const html = await embedImages(text.html, message.attachments ?? [], backend, EMBED_LIMITS, signal);
    text = { ...text, html };
  }
  return { ...message, text };
});
