import { deletePasskey as promise } from "@posthorn/contracts/passkeys";
import { deletePasskey as removePasskey } from "../../storage/passkeys.ts";
import { limitPasskeys } from "../sessions/attempts.ts";
import { sessionOfOurs } from "../sessions/confirm-password.ts";
import { verb } from "../verb.ts";

export const deletePasskey = verb(promise, async (ctx, { params }, call) => {
  const { remoteAddress } = call;
  limitPasskeys(ctx, "deletion", remoteAddress);
  const { user } = sessionOfOurs(call);
  const deleted = await removePasskey(ctx.storage, user.id, params.passkey);
  await ctx.storage.durable();
  if (deleted) ctx.log.info({ user: user.name, remoteAddress, method: "passkey" }, "A passkey was deleted");
  return { deleted };
});
