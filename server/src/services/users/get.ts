import { getUser as promise } from "@posthorn/contracts/users";
import { findUser } from "../../storage/users.ts";
import { verb } from "../verb.ts";
import { userNotFound } from "./not-found.ts";
import { userView } from "./user-view.ts";

export const getUser = verb(promise, async (ctx, { params }) => {
  const user = await findUser(ctx.storage, params.user);
  if (user === undefined) throw userNotFound();
  return userView(ctx.storage, user, ctx.now());
});
