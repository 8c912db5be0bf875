import { updateUser as promise } from "@posthorn/contracts/users";
import { sessionOf } from "../sessions/session-of.ts";
import { verb } from "../verb.ts";
import { changeUser } from "./change-user.ts";
import { userView } from "./user-view.ts";

export const updateUser = verb(promise, async (ctx, { params, body }, call) => {
  const user = await changeUser(ctx.storage, params.user, { ...body, now: ctx.now() });
  ctx.log.info(
    { user: sessionOf(call.admission).user.name, remoteAddress: call.remoteAddress, name: user.name, changes: body },
    "A user was changed",
  );
  return userView(ctx.storage, user, ctx.now());
});
