import { deleteMessages as promise } from "@posthorn/contracts/many-messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";
import { refuseVagueSearch } from "./refuse-vague-search.ts";

export const deleteMessages = verb(promise, async (ctx, { params, query, body }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  refuseVagueSearch(ctx, body.search, query);
  const { force = false, dryRun = false } = query;
  return backend.deleteMessages(query.path, body.search, { force, dryRun, signal });
});
