import { deleteUser as promise } from "@posthorn/contracts/users";
import { findUser } from "../../storage/users.ts";
import { sessionOf } from "../sessions/session-of.ts";
import { verb } from "../verb.ts";
import { removeUser } from "./change-user.ts";

export const deleteUser = verb(promise, async (ctx, { params }, call) => {
  const user = await findUser(ctx.storage, params.user);
  const deleted = await removeUser(ctx.storage, params.user);
  if (deleted)
    ctx.log.info(
      { user: sessionOf(call.admission).user.name, remoteAddress: call.remoteAddress, name: user?.name },
      "A user was deleted",
    );
  return { deleted };
});
