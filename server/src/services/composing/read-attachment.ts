import { PosthornError } from "../../core/errors.ts";
import type { ComposeAttachment } from "../../mime/compose-request.ts";
import type { Context } from "../context.ts";
import { openMailbox } from "../open-mailbox.ts";
import { readAtMost } from "../read-at-most.ts";
import { MOST_BYTES } from "./most-bytes.ts";

/** An attachment of a message in the mailbox, to be sent on. Throws ReferenceNotFound, and `too_large`. */
export type ReadAttachment = (id: string) => Promise<ComposeAttachment>;

/**
 * Reads what one call takes from the mailbox, one after the other. Together it may have `MOST_BYTES`, what is named twice
 * counted twice, as it is twice in the message; but it is read once.
 */
export function attachmentReader(ctx: Context, account: string, signal: AbortSignal): ReadAttachment {
  const known = new Map<string, ComposeAttachment>();
  let left = MOST_BYTES;
  return async (id) => {
    const attachment = known.get(id) ?? (await readAttachment(ctx, account, id, left, signal));
    known.set(id, attachment);
    left -= attachment.content.length;
    if (left < 0) throw new PosthornError("too_large", TOO_LARGE);
    return attachment;
  };
}

const TOO_LARGE = `Referenced attachments are too large to be sent on: together they may have ${MOST_BYTES / 1024 ** 2} MiB`;

async function readAttachment(
  ctx: Context,
  account: string,
  id: string,
  most: number,
  signal: AbortSignal,
): Promise<ComposeAttachment> {
  const backend = await openMailbox(ctx, account);
  const download = await backend.getAttachment(id, { signal }).catch((error: unknown) => {
    if (error instanceof PosthornError && error.kind === "not_found" && error.code !== "AccountNotFound")
      throw new PosthornError("not_found", "Referenced attachment was not found", { code: "ReferenceNotFound" });
    throw error;
  });
  return {
    ...(download.filename !== undefined && { filename: download.filename }),
    contentType: download.contentType,
    content: await readAtMost(download.content, most, TOO_LARGE),
  };
}
