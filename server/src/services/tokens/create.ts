import type { InputOf } from "@posthorn/contracts/contract";
import { createToken as promise, createTokenOld as oldPromise, type CreateToken } from "@posthorn/contracts/tokens";
import { PosthornError } from "../../core/errors.ts";
import { accountExists } from "../../storage/accounts.ts";
import { accountNotFound } from "../accounts/not-found.ts";
import type { Admission } from "../admit.ts";
import type { Context } from "../context.ts";
import { type Call, verb } from "../verb.ts";
import { issueToken } from "./issue.ts";
import { refuseMore } from "./refuse-more.ts";

async function create(ctx: Context, { body }: InputOf<typeof promise>, call: Call) {
  refuseMore(call.admission, body.scopes);
  refuseUnbounded(call.admission, body);
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
    {
      tokenId: issued.id,
      tokenAccount: body.account ?? null,
      scopes: body.scopes,
      ...(call.admission.session !== null && { user: call.admission.session.user.name }),
    },
    "An access token was issued",
  );
  return issued;
}

/** A program's token is bound or narrowed; people may decide to make one that is neither. */
function refuseUnbounded({ session }: Admission, { account, permissions }: CreateToken): void {
  if (session !== null || account !== undefined || permissions) return;
  throw new PosthornError("invalid", "Invalid input", {
    fields: [
      {
        message: '"permissions" is required for a token that is not bound to an account',
        key: "permissions",
        path: "body.permissions",
      },
    ],
  });
}

export const createToken = verb(promise, create);
export const createTokenOld = verb(oldPromise, create);
