import type { Message } from "@posthorn/contracts/messages";
import { SAMPLE_TEXT_LENGTH } from "@posthorn/contracts/ai";
import type { Context } from "../context.ts";
import { openMailbox } from "../open-mailbox.ts";

/** A message of an account with all that a model may get to see. It stays unread. */
export async function loadMessage(
  ctx: Context,
  { account, message }: { account: string; message: string },
  signal: AbortSignal,
): Promise<Message> {
  const backend = await openMailbox(ctx, account);
  return backend.getMessage(message, { textType: "*", maxBytes: SAMPLE_TEXT_LENGTH, signal });
}
