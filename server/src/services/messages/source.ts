import { getSource as promise } from "@posthorn/contracts/messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";
import { headersOf, unchanged } from "./known-content.ts";

export const getSource = verb(promise, async (ctx, { params, headers: asked }, { signal }) => {
  const backend = await openMailbox(ctx, params.account);
  const headers = await headersOf(backend, params.message);
  const known = await unchanged(backend, params.message, headers, asked["if-none-match"], { signal });
  if (known) return known;
  return {
    contentType: "message/rfc822",
    disposition: "attachment; filename=message.eml",
    headers,
    content: await backend.getSource(params.message, { signal }),
  };
});
