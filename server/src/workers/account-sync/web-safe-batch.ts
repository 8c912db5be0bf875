import type { ChangeBatch, MailBackend, MailChange, NewMessage } from "../../core/mail-backend.ts";
import { embedImages, type EmbedLimits } from "../../mime/web-safe/embed-images.ts";
import type { WebSafe } from "../../mime/web-safe/web-safe.ts";

/** Of the images that become part of one event. */
const EMBED_LIMITS: EmbedLimits = { images: 20, bytesEach: 2 * 1024 ** 2, bytesInAll: 8 * 1024 ** 2 };
/** For all images of a message: mail is told in time, with holes in it if need be. */
const EMBED_TIMEOUT_MS = 20_000;
const AT_ONCE = 4;

interface Cleaning {
  /** Whose messages they are. */
  account: string;
  webSafe: WebSafe;
}

/** The batch with web-safe HTML, its images in it, in its new messages. Rejects only when `signal` aborts. */
export async function webSafeBatch(
  batch: ChangeBatch,
  backend: MailBackend,
  cleaning: Cleaning,
  signal: AbortSignal,
): Promise<ChangeBatch> {
  const changes: MailChange[] = [];
  for (let start = 0; start < batch.changes.length; start += AT_ONCE) {
    const some = batch.changes.slice(start, start + AT_ONCE).map(async (change) => {
      if (change.type !== "messageNew") return change;
      return { ...change, message: await webSafeMessage(change.message, backend, cleaning, signal) };
    });
    changes.push(...(await Promise.all(some)));
  }
  return { ...batch, changes };
}

async function webSafeMessage(
  message: NewMessage,
  backend: MailBackend,
  { account, webSafe }: Cleaning,
  signal: AbortSignal,
): Promise<NewMessage> {
  const { text } = message;
  const safe = text && (await webSafe.clean(text, { account, blockRemoteImages: false }, signal));
  if (!safe) return message;
  const html = await withImages(safe.html, message, backend, signal);
  return { ...message, text: { ...text, html, webSafe: true, hasMore: text.hasMore === true || safe.isCut } };
}

async function withImages(
  html: string,
  { attachments = [] }: NewMessage,
  backend: MailBackend,
  signal: AbortSignal,
): Promise<string> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(EMBED_TIMEOUT_MS)]);
  try {
    return await embedImages(html, attachments, backend, EMBED_LIMITS, inTime);
  } catch {
    signal.throwIfAborted();
    return html;
  }
}
