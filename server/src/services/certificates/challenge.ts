import { findChallenge } from "../../storage/certificates.ts";
import type { Context } from "../context.ts";

/** What an authority that asks for `token` is to see (RFC 8555 section 8.3); null where we know nothing of it. */
export async function answerChallenge(ctx: Context, token: string): Promise<string | null> {
  if (!/^[\w-]{1,256}$/.test(token)) return null;
  return (await findChallenge(ctx.storage, token, ctx.now())) ?? null;
}
