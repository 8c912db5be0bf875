import { listAccountTokensOld as oldPromise, listTokens as promise } from "@posthorn/contracts/tokens";
import { listTokens as findTokens } from "../../storage/tokens.ts";
import { deleteExpiredTokens } from "../../storage/tokens.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { tokenView } from "./token-view.ts";

export const listTokens = verb(promise, async (ctx, { query }) => {
  await deleteExpiredTokens(ctx.storage, ctx.now());
  const paging = pageOf(query);
  const { total, tokens } = await findTokens(ctx.storage, {
    account: query.account,
    query: query.query || undefined,
    ...(query.scope !== undefined && { scope: query.scope }),
    ...paging.range,
  });
  return {
    account: query.account ?? null,
    ...paging.of(total),
    tokens: tokens.map((token) => tokenView(token, ctx.tokenUses.pending(token.id))),
  };
});

const MOST_LISTED = 1000;

export const listAccountTokensOld = verb(oldPromise, async (ctx, { params }) => {
  await deleteExpiredTokens(ctx.storage, ctx.now());
  const { tokens } = await findTokens(ctx.storage, {
    account: params.account,
    query: undefined,
    limit: MOST_LISTED,
    offset: 0,
  });
  return { tokens: tokens.map((token) => tokenView(token, ctx.tokenUses.pending(token.id))) };
});
