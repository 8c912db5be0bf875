import { PosthornError } from "../../core/errors.ts";
import type { ComposeAttachment } from "../../mime/compose-request.ts";
import type { Context } from "../context.ts";
import { openMailbox } from "../open-mailbox.ts";

/** More than any mail server takes; what is longer is no attachment to send on. */
const MOST_BYTES = 100 * 1024 * 1024;

/** An attachment of a message in the mailbox, to be sent on. Throws ReferenceNotFound. */
export async function readAttachment(
  ctx: Context,
  account: string,
  id: string,
  signal: AbortSignal,
): Promise<ComposeAttachment> {
  const backend = await openMailbox(ctx, account);
  const download = await backend.getAttachment(id, { signal }).catch((error: unknown) => {
    if (error instanceof PosthornError && error.kind === "not_found" && error.code !== "AccountNotFound")
      throw new PosthornError("not_found", "Referenced attachment was not found", { code: "ReferenceNotFound" });
    throw error;
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of download.content as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new PosthornError("too_large", "Referenced attachment is too large to be sent on");
    chunks.push(chunk);
  }
  return {
    ...(download.filename !== undefined && { filename: download.filename }),
    contentType: download.contentType,
    content: Buffer.concat(chunks),
  };
}
