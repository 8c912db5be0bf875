import { randomUUID } from "node:crypto";
import { startDeliveryTest as promise } from "@posthorn/contracts/delivery-tests";
import { PosthornError } from "../../core/errors.ts";
import { type AccountRecord, canWatch, findAccount } from "../../storage/accounts.ts";
import { insertDeliveryTest } from "../../storage/delivery-tests.ts";
import { requireAccount } from "../accounts/not-found.ts";
import type { Context } from "../context.ts";
import { requireGateway } from "../gateways/find.ts";
import { queueSubmission } from "../submissions/accept.ts";
import { chooseGateway } from "../submissions/choose-gateway.ts";
import { composeSubmission } from "../submissions/compose-submission.ts";
import { verb } from "../verb.ts";
import { TEST_HEADER } from "./test-header.ts";

/** Sends a message to the mailbox that the installation has for this, to be judged when it arrives. */
export const startDeliveryTest = verb(promise, async (ctx, { params, body }, { signal }) => {
  const account = await requireAccount(ctx.storage, params.account);
  const receiver = await findReceiver(ctx);
  if (body.gateway) await requireGateway(ctx.storage, body.gateway);
  const gateway = await chooseGateway(ctx, account, body.gateway || undefined);
  const id = randomUUID();
  const composed = await composeSubmission(
    ctx,
    account,
    {
      to: [{ address: receiver.address }],
      subject: "Delivery test",
      text: TEXT,
      html: `<p>${TEXT}</p>`,
      headers: { [TEST_HEADER]: id },
    },
    signal,
    ctx.now(),
  );
  const options = { copy: false, ...(gateway !== undefined && { gateway }) };
  const accepted = { account: account.id, composed, source: "test", options, attempts: 1, key: null } as const;
  await ctx.storage.transaction(async (tx) => {
    const now = ctx.now();
    const { queueId = "" } = await queueSubmission(ctx, tx, accepted, now);
    const { messageId } = composed;
    await insertDeliveryTest(tx, {
      id,
      submission: queueId,
      messageId,
      receiver: receiver.id,
      result: null,
      createdAt: now,
    });
  });
  await ctx.storage.durable();
  return { success: true, deliveryTest: id };
});

const TEXT = "This message was sent to see whether its receiver can tell that it is genuine.";

async function findReceiver({ storage, settings }: Context): Promise<Pick<AccountRecord, "id"> & { address: string }> {
  const id = settings.get("deliveryTestAccount");
  const account = id ? await findAccount(storage, id) : undefined;
  const address = account?.settings.email;
  if (account && address !== undefined && canWatch(account.settings)) return { id: account.id, address };
  throw new PosthornError(
    "unavailable",
    "No mailbox receives delivery tests; name an account with an email address in the setting deliveryTestAccount",
    { code: "DeliveryTestUnavailable" },
  );
}
