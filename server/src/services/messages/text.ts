import { getText as promise } from "@posthorn/contracts/messages";
import { openMailbox } from "../open-mailbox.ts";
import { verb } from "../verb.ts";

export const getText = verb(promise, async (ctx, { params, query }, { signal }) => {
  const { webSafeHtml = false, remoteImages, ...request } = query;
  const backend = await openMailbox(ctx, params.account);
  const text = await backend.getText(params.text, {
    ...request,
    ...(webSafeHtml && { textType: "*" as const }),
    signal,
  });
  const safe = webSafeHtml
    ? await ctx.webSafe.clean(text, { account: params.account, blockRemoteImages: remoteImages === "block" }, signal)
    : null;
  return safe === null ? text : { html: safe.html, webSafe: true, hasMore: text.hasMore || safe.isCut };
});
