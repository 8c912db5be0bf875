import { searchMessages as promise } from "@posthorn/contracts/messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const searchMessages = verb(promise, async (ctx, { params, query, body }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  return backend.searchMessages(query.path, body.search, {
    page: query.page ?? 0,
    pageSize: query.pageSize ?? 20,
    ...(query.cursor !== undefined && { cursor: query.cursor }),
    signal,
  });
});
