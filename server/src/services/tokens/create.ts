import type { InputOf } from "@posthorn/contracts/contract";
import { createToken as promise, createTokenOld as oldPromise } from "@posthorn/contracts/tokens";
import { PosthornError } from "../../core/errors.ts";
import { accountExists } from "../../storage/accounts.ts";
import { accountNotFound } from "../accounts/not-found.ts";
import type { Context } from "../context.ts";
import { type Call, verb } from "../verb.ts";
import { issueToken } from "./issue.ts";

async function create(ctx: Context, { body }: InputOf<typeof promise>, call: Call) {
  if (call.admission.token === null)
    throw new PosthornError("forbidden", "A token can be issued only by a caller that presents one");
  const expiresAt = body.expires === undefined ? null : Date.parse(body.expires);
  if (expiresAt !== null && expiresAt <= ctx.now())
    throw new PosthornError("invalid", "Invalid input", {
      fields: [{ key: "expires", path: "body.expires", message: '"expires" must be in the future' }],
    });
  if (body.account !== undefined && !(await accountExists(ctx.storage, body.account))) throw accountNotFound();
  const issued = await issueToken(
    ctx.storage,
    {
      description: body.description,
      scopes: body.scopes,
      account: body.account ?? null,
      metadata: body.metadata ?? null,
      restrictions: body.restrictions ?? null,
      permissions: body.permissions ?? null,
      expiresAt,
      ip: body.ip ?? null,
      remoteAddress: call.remoteAddress,
    },
    ctx.now(),
  );
  ctx.log.info(
    { tokenId: issued.id, tokenAccount: body.account ?? null, scopes: body.scopes },
    "An access token was issued",
  );
  return issued;
}

export const createToken = verb(promise, create);
export const createTokenOld = verb(oldPromise, create);
