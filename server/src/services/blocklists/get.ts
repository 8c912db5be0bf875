import { getBlocklist as promise } from "@posthorn/contracts/blocklists";
import { listBlocked } from "../../storage/blocklists.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { blockedAddress } from "./blocked-address.ts";
import { blocklistNotFound } from "./not-found.ts";

export const getBlocklist = verb(promise, async (ctx, { params, query }) => {
  const listId = params.listId.toLowerCase();
  const paging = pageOf(query);
  const { total, addresses } = await listBlocked(ctx.storage, listId, paging.range);
  if (total === 0) throw blocklistNotFound();
  return { listId, ...paging.of(total), addresses: addresses.map(blockedAddress) };
});
