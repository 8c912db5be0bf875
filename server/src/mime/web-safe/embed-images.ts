import type { AttachmentEntry } from "@posthorn/contracts/messages";
import type { Download, MailBackend } from "../../core/mail-backend.ts";
import { namesOfToken, withoutBrackets } from "../shown-content-ids.ts";

export interface EmbedLimits {
  /** Attachments that are loaded. */
  images: number;
  /** Bytes of one image. */
  bytesEach: number;
  /** Bytes of all images as often as they are shown. */
  bytesInAll: number;
}

/** A token ends at a quote, a space or a bracket; `url(cid:..)` in a style is none. */
const REFERENCE = /(?<!url\(\s{0,8}(?:["']|&quot;|&#39;)?\s{0,8})\bcid:([^"'\s<>]{1,998})/gi;

const IMAGE_TYPE = /^image\/[a-z0-9.+-]{1,64}$/;
/** Of images whose sender did not know better; browsers look at what is in them. */
const UNKNOWN_TYPE = "application/octet-stream";

/**
 * HTML with the images among a message's attachments in place of its `cid:` references to them. What is missing, too
 * large or can't be read stays a reference. Rejects only when `signal` aborts.
 */
export async function embedImages(
  html: string,
  attachments: readonly AttachmentEntry[],
  backend: Pick<MailBackend, "getAttachment">,
  limits: EmbedLimits,
  signal?: AbortSignal,
): Promise<string> {
  const uses = new Map<string, number>();
  for (const [, token = ""] of html.matchAll(REFERENCE)) uses.set(token, (uses.get(token) ?? 0) + 1);
  if (uses.size === 0) return html;
  const byContentId = new Map(
    attachments.flatMap((entry) => {
      const id = withoutBrackets(entry.contentId ?? "");
      return id !== "" && isImage(entry.contentType) ? [[id, entry] as const] : [];
    }),
  );
  const urls = new Map<string, string>();
  let left = limits.bytesInAll;
  let loads = 0;
  for (const [token, count] of uses) {
    const entry = namesOfToken(token).flatMap((name) => byContentId.get(name) ?? [])[0];
    const most = Math.min(limits.bytesEach, Math.floor(left / count));
    if (entry === undefined || most === 0 || loads >= limits.images) continue;
    loads++;
    const content = await load(backend, entry, most, signal);
    if (content === null) continue;
    left -= content.length * count;
    urls.set(token, `data:${entry.contentType.toLowerCase()};base64,${content.toString("base64")}`);
  }
  return html.replaceAll(REFERENCE, (reference, token: string) => urls.get(token) ?? reference);
}

const isImage = (type: string) => IMAGE_TYPE.test(type.toLowerCase()) || type.toLowerCase() === UNKNOWN_TYPE;

/** Base64 says four bytes for three, and its line breaks some more. */
const LEAST_DECODED = 0.7;

/** null when there is more than `most`, or nothing to be had. */
async function load(
  backend: Pick<MailBackend, "getAttachment">,
  { id, encodedSize }: AttachmentEntry,
  most: number,
  signal: AbortSignal | undefined,
): Promise<Buffer | null> {
  if (encodedSize * LEAST_DECODED > most) return null;
  let download: Download | undefined;
  try {
    signal?.throwIfAborted();
    download = await backend.getAttachment(id, signal === undefined ? {} : { signal });
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of download.content as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > most) return null;
      pieces.push(piece);
    }
    return size === 0 ? null : Buffer.concat(pieces);
  } catch {
    signal?.throwIfAborted();
    return null;
  } finally {
    download?.content.destroy();
  }
}
