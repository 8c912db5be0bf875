import { getToken as promise } from "@posthorn/contracts/tokens";
import { PosthornError } from "../../core/errors.ts";
import { findToken } from "../../storage/tokens.ts";
import { verb } from "../verb.ts";
import { tokenView } from "./token-view.ts";

export const getToken = verb(promise, async (ctx, { params }) => {
  const token = await findToken(ctx.storage, params.token.toLowerCase());
  if (token === undefined)
    throw new PosthornError("not_found", "Requested access token was not found", { code: "NotFound" });
  return tokenView(token, ctx.tokenUses.pending(token.id));
});
