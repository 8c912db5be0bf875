import { updateMessages as promise } from "@posthorn/contracts/many-messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";
import { refuseVagueSearch } from "./refuse-vague-search.ts";

export const updateMessages = verb(promise, async (ctx, { params, query, body }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  refuseVagueSearch(ctx, body.search, query);
  return backend.updateMessages(query.path, body.search, body.update ?? {}, { dryRun: query.dryRun ?? false, signal });
});
