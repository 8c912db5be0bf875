import { moveMessages as promise } from "@posthorn/contracts/many-messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";
import { refuseVagueSearch } from "./refuse-vague-search.ts";

export const moveMessages = verb(promise, async (ctx, { params, query, body }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  refuseVagueSearch(ctx, body.search, query);
  return backend.moveMessages(query.path, body.search, body.path, { dryRun: query.dryRun ?? false, signal });
});
