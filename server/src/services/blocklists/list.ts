import { listBlocklists as promise } from "@posthorn/contracts/blocklists";
import { listBlocklists as findBlocklists } from "../../storage/blocklists.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";

export const listBlocklists = verb(promise, async (ctx, { query }) => {
  const paging = pageOf(query);
  const { total, lists } = await findBlocklists(ctx.storage, paging.range);
  return { ...paging.of(total), blocklists: lists.map(({ list, count }) => ({ listId: list, count })) };
});
