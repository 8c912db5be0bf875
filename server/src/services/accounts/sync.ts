import { syncAccount as promise } from "@posthorn/contracts/accounts";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const syncAccount = verb(promise, async (ctx, { params, body }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  if (body.sync !== true) return { sync: false };
  await backend.sync({ signal });
  return { sync: true };
});
