import { syncAccount as promise } from "@posthorn/contracts/accounts";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const syncAccount = verb(promise, async (ctx, { params, body }) => {
  const backend = await openMailbox(ctx, params.account);
  if (body.sync !== true) return { sync: false };
  // Acknowledged at once: a look at a large account takes longer than a caller waits.
  backend
    .sync({})
    .catch((error: unknown) => ctx.log.warn({ err: error, account: params.account }, "A look at an account failed"));
  return { sync: true };
});
