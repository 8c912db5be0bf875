import { checkDeliveryTest as promise, type DeliveryCheck } from "@posthorn/contracts/delivery-tests";
import type { SearchQuery } from "@posthorn/contracts/search-query";
import { PosthornError } from "../../core/errors.ts";
import type { MailBackend } from "../../core/mail-backend.ts";
import { type DeliveryTest, findDeliveryTest, saveDeliveryTestResult } from "../../storage/delivery-tests.ts";
import { findSubmission } from "../../storage/submissions.ts";
import type { Context } from "../context.ts";
import { openMailbox } from "../open-mailbox.ts";
import { readAtMost } from "../read-at-most.ts";
import { verb } from "../verb.ts";
import { TEST_HEADER } from "./test-header.ts";

/** What is longer is none of ours. */
const MOST_BYTES = 1024 * 1024;

const PENDING: DeliveryCheck = { success: false, status: "pending" };

/** What is known of a test message: that it failed, that it is on its way, or what its receiver makes of it. */
export const checkDeliveryTest = verb(promise, async (ctx, { params }, { signal }): Promise<DeliveryCheck> => {
  const test = await findDeliveryTest(ctx.storage, params.deliveryTest.toLowerCase());
  if (test === undefined) throw new PosthornError("not_found", "There is no such delivery test");
  if (test.result) return test.result;
  await refuseUnsent(ctx, test);
  const backend = await openMailbox(ctx, test.receiver);
  const arrived = await findArrived(backend, test, signal);
  if (arrived === undefined) return PENDING;
  const source = await readAtMost(
    await backend.getSource(arrived.id, { signal }),
    MOST_BYTES,
    "The message that arrived is too large for a test",
  );
  const result: DeliveryCheck = { success: true, ...(await ctx.checkSender(source)), mailbox: arrived.mailbox };
  await saveDeliveryTestResult(ctx.storage, test.id, result);
  return result;
});

/** One that is gone was sent. */
async function refuseUnsent({ storage }: Context, { submission }: DeliveryTest): Promise<void> {
  const sent = await findSubmission(storage, submission);
  if (sent?.state !== "failed") return;
  const error = sent.progress.error?.message ?? "The message could not be sent";
  throw new PosthornError("refused", error, {
    code: "DeliveryTestFailed",
    extra: { details: { success: false, error } },
  });
}

const MAILBOXES = ["\\Inbox", "\\Junk"];

async function findArrived(
  backend: MailBackend,
  { id, messageId }: DeliveryTest,
  signal: AbortSignal,
): Promise<{ id: string; mailbox: string } | undefined> {
  const terms: SearchQuery[] = [{ header: { "Message-ID": messageId } }, { header: { [TEST_HEADER]: id } }];
  for (const mailbox of MAILBOXES)
    for (const query of terms) {
      const { messages } = await backend
        .searchMessages(mailbox, query, { page: 0, pageSize: 1, signal })
        .catch((error: unknown) => {
          // Not every account has a mailbox for junk.
          if (error instanceof PosthornError && error.code === "FolderNotFound") return { messages: [] };
          throw error;
        });
      if (messages[0]) return { id: messages[0].id, mailbox };
    }
  return undefined;
}
