import { moveMessages as promise } from "@posthorn/contracts/many-messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";
import { refuseEmptyTerms } from "./refuse-empty-terms.ts";

export const moveMessages = verb(promise, async (ctx, { params, query, body }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  refuseEmptyTerms(body.search);
  return backend.moveMessages(query.path, body.search, body.path, { dryRun: query.dryRun ?? false, signal });
});
