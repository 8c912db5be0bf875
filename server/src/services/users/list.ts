import { listUsers as promise } from "@posthorn/contracts/users";
import { listUsers as findUsers } from "../../storage/users.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { userViews } from "./user-view.ts";

export const listUsers = verb(promise, async (ctx, { query }) => {
  const paging = pageOf(query);
  const { total, users } = await findUsers(ctx.storage, { query: query.query || undefined, ...paging.range });
  return { ...paging.of(total), users: await userViews(ctx.storage, users, ctx.now()) };
});
