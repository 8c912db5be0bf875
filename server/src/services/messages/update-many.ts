import { updateMessages as promise } from "@posthorn/contracts/many-messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";
import { refuseEmptyTerms } from "./refuse-empty-terms.ts";

export const updateMessages = verb(promise, async (ctx, { params, query, body }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  refuseEmptyTerms(body.search);
  return backend.updateMessages(query.path, body.search, body.update ?? {}, { dryRun: query.dryRun ?? false, signal });
});
