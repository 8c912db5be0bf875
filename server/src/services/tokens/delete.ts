import type { InputOf } from "@posthorn/contracts/contract";
import { deleteToken as promise, deleteTokenOld as oldPromise } from "@posthorn/contracts/tokens";
import { tokenIdOf } from "../../core/token-rules.ts";
import type { Storage } from "../../storage/storage.ts";
import { deleteToken as removeToken } from "../../storage/tokens.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";

/** Revokes a token by its id or its value. False when there is none. */
export async function revokeToken(storage: Storage, idOrValue: string): Promise<boolean> {
  const given = idOrValue.toLowerCase();
  const deleted = (await removeToken(storage, given)) || (await removeToken(storage, tokenIdOf(given)));
  if (deleted) await storage.durable();
  return deleted;
}

async function remove(ctx: Context, { params }: InputOf<typeof promise>) {
  const deleted = await revokeToken(ctx.storage, params.token);
  if (deleted) ctx.log.info({ token: "revoked" }, "An access token was revoked");
  return { deleted };
}

export const deleteToken = verb(promise, remove);
export const deleteTokenOld = verb(oldPromise, remove);
