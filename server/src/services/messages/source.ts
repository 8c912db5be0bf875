import { getSource as promise } from "@posthorn/contracts/messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const getSource = verb(promise, async (ctx, { params }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  return {
    contentType: "message/rfc822",
    disposition: "attachment; filename=message.eml",
    content: await backend.getSource(params.message, { signal }),
  };
});
