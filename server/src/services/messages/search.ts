import { searchMessages as promise } from "@posthorn/contracts/messages";
import { EVERYWHERE } from "../../core/mailboxes-to-search.ts";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";
import { searchEverywhere } from "./search-everywhere.ts";

export const searchMessages = verb(promise, async (ctx, { params, query, body }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  const request = {
    page: query.page ?? 0,
    pageSize: query.pageSize ?? 20,
    ...(query.cursor !== undefined && { cursor: query.cursor }),
    ...(query.useOutlookSearch && { useOutlookSearch: true }),
    signal,
  };
  if (query.path === EVERYWHERE) return searchEverywhere(backend, body.search, request);
  return backend.searchMessages(query.path, body.search, request);
});
