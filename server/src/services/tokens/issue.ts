import { randomTokenValue, tokenIdOf } from "../../core/token-rules.ts";
import type { Storage } from "../../storage/storage.ts";
import { insertToken, type TokenRecord } from "../../storage/tokens.ts";

export type NewToken = Pick<TokenRecord, "description" | "scopes"> & Partial<Omit<TokenRecord, "id" | "createdAt">>;

/** Makes a token. Its value is returned here and kept nowhere. */
export async function issueToken(
  storage: Storage,
  token: NewToken,
  now: number,
): Promise<{ token: string; id: string }> {
  const value = randomTokenValue();
  const id = tokenIdOf(value);
  await insertToken(storage, {
    account: null,
    metadata: null,
    restrictions: null,
    permissions: null,
    expiresAt: null,
    ip: null,
    remoteAddress: null,
    lastUsedAt: null,
    lastUsedFrom: null,
    ...token,
    id,
    createdAt: now,
  });
  await storage.durable();
  return { token: value, id };
}
