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
  const { value, record } = makeToken(token, now);
  await insertToken(storage, record);
  await storage.durable();
  return { token: value, id: record.id };
}

/** A token that is stored nowhere yet, and its value, which is not in the record. */
export function makeToken(token: NewToken, now: number): { value: string; record: TokenRecord } {
  const value = randomTokenValue();
  const record = {
    account: null,
    metadata: null,
    restrictions: null,
    permissions: null,
    expiresAt: null,
    ip: null,
    remoteAddress: null,
    lastUsedAt: null,
    lastUsedFrom: null,
    pausedAt: null,
    ...token,
    id: tokenIdOf(value),
    createdAt: now,
  };
  return { value, record };
}
