import { getToken as promise } from "@posthorn/contracts/tokens";
import { findToken } from "../../storage/tokens.ts";
import { verb } from "../verb.ts";
import { tokenNotFound } from "./not-found.ts";
import { tokenView } from "./token-view.ts";

export const getToken = verb(promise, async (ctx, { params }) => {
  const token = await findToken(ctx.storage, params.token.toLowerCase());
  if (token === undefined) throw tokenNotFound();
  return tokenView(token, ctx.tokenUses.pending(token.id));
});
