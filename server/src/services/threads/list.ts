import { listThreads as promise } from "@posthorn/contracts/threads";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const listThreads = verb(promise, async (ctx, { params, query }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  return backend.listThreads(query.path, {
    page: query.page ?? 0,
    pageSize: query.pageSize ?? 20,
    ...(query.cursor !== undefined && { cursor: query.cursor }),
    signal,
  });
});
