import { type BlockedAddress, getBlocklist as promise } from "@posthorn/contracts/blocklists";
import { type BlockRecord, listBlocked } from "../../storage/blocklists.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { blocklistNotFound } from "./not-found.ts";

export const getBlocklist = verb(promise, async (ctx, { params, query }) => {
  const listId = params.listId.toLowerCase();
  const paging = pageOf(query);
  const { total, addresses } = await listBlocked(ctx.storage, listId, paging.range);
  if (total === 0) throw blocklistNotFound();
  return { listId, ...paging.of(total), addresses: addresses.map(blockedAddress) };
});

const blockedAddress = ({ recipient, account, source, reason, createdAt, ...more }: BlockRecord): BlockedAddress => ({
  recipient,
  account,
  source,
  reason,
  ...(more.messageId !== null && { messageId: more.messageId }),
  ...(more.remoteAddress !== null && { remoteAddress: more.remoteAddress }),
  ...(more.userAgent !== null && { userAgent: more.userAgent }),
  created: new Date(createdAt).toISOString(),
});
