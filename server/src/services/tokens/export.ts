import { decode, encode } from "@msgpack/msgpack";
import { StartError } from "../../core/errors.ts";
import { isTokenShaped, tokenIdOf } from "../../core/token-rules.ts";
import type { Storage } from "../../storage/storage.ts";
import { findToken, insertToken, type TokenRestrictions } from "../../storage/tokens.ts";

/** The record of a token as text that `importToken` reads: base64url of a MessagePack map. It opens nothing. */
export async function exportToken(storage: Storage, idOrValue: string): Promise<string | null> {
  const given = idOrValue.trim().toLowerCase();
  if (!isTokenShaped(given)) return null;
  const token = (await findToken(storage, given)) ?? (await findToken(storage, tokenIdOf(given)));
  if (token === undefined) return null;
  const record = {
    id: token.id,
    created: new Date(token.createdAt),
    ...(token.account !== null && { account: token.account }),
    ...(token.scopes !== null && { scopes: token.scopes }),
    description: token.description,
    ...(token.metadata !== null && { metadata: token.metadata }),
    ...(token.restrictions !== null && { restrictions: token.restrictions }),
    ...(token.permissions !== null && { permissions: token.permissions }),
    ...(token.expiresAt !== null && { expires: new Date(token.expiresAt) }),
    ...(token.ip !== null && { ip: token.ip }),
    ...(token.remoteAddress !== null && { remoteAddress: token.remoteAddress }),
  };
  return Buffer.from(encode(record)).toString("base64url");
}

/**
 * Takes over an exported token (also as JSON). Its value goes on working, `created` becomes now.
 * False when a token with its id exists already. Throws StartError for a record that does not make
 * sense: a limit that can't be read must not read as none.
 */
export async function importToken(storage: Storage, text: string, now: number): Promise<boolean> {
  const record = decodeExported(text);
  const id = record["id"];
  if (typeof id !== "string" || !isTokenShaped(id)) throw new StartError("The exported token names no valid id");
  const { account, scopes, restrictions } = record;
  if (isGiven(account) && (typeof account !== "string" || account === ""))
    throw new StartError("The exported token is bound to something that is no account");
  if (isGiven(scopes) && !isTexts([scopes].flat())) throw new StartError("The exported token has unreadable scopes");
  if (isGiven(restrictions) && !isRestrictions(restrictions))
    throw new StartError("The exported token has unreadable restrictions");
  const textOf = (key: string) => (typeof record[key] === "string" ? record[key] : null);
  const inserted = await insertToken(storage, {
    id: id.toLowerCase(),
    account: textOf("account"),
    description: textOf("description") ?? "Imported token",
    scopes: isGiven(scopes) ? ([scopes].flat() as string[]) : null,
    metadata: textOf("metadata"),
    restrictions: (restrictions as TokenRestrictions | undefined) ?? null,
    permissions: record["permissions"] ?? null,
    expiresAt: timeOf(record["expires"]),
    ip: textOf("ip"),
    remoteAddress: textOf("remoteAddress"),
    createdAt: now,
    lastUsedAt: null,
    lastUsedFrom: null,
    pausedAt: null,
  });
  await storage.durable();
  return inserted;
}

/** Takes over several: separated by white space or commas, JSON objects one a line, or a JSON array of either. Returns how many were new. */
export async function importTokens(storage: Storage, text: string, now: number): Promise<number> {
  let count = 0;
  for (const one of separate(text.trim())) if (await importToken(storage, one, now)) count++;
  return count;
}

function separate(text: string): string[] {
  if (text.startsWith("[")) {
    let all: unknown;
    try {
      all = JSON.parse(text);
    } catch (error) {
      throw new StartError("The exported tokens are no JSON array", { cause: error });
    }
    return (all as unknown[]).map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
  }
  if (!text.startsWith("{")) return text.split(/[\s,]+/).filter((one) => one !== "");
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  // One object may as well be spread over several lines.
  return lines.every((line) => line.trim().startsWith("{") && line.trim().endsWith("}")) ? lines : [text];
}

const isGiven = (value: unknown) => value !== undefined && value !== null;
const isTexts = (value: unknown) => Array.isArray(value) && value.every((entry) => typeof entry === "string");

function isRestrictions(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const { addresses, referrers, rateLimit } = value as Record<string, unknown>;
  if ([addresses, referrers].some((list) => isGiven(list) && list !== false && !isTexts(list))) return false;
  if (!isGiven(rateLimit) || rateLimit === false) return true;
  const { maxRequests, timeWindow } = rateLimit as Record<string, unknown>;
  return [maxRequests, timeWindow].every((count) => Number.isInteger(count) && Number(count) >= 1);
}

function decodeExported(text: string): Record<string, unknown> {
  const trimmed = text.trim();
  try {
    const record = trimmed.startsWith("{")
      ? (JSON.parse(trimmed) as unknown)
      : decode(Buffer.from(trimmed, "base64url"));
    if (typeof record === "object" && record !== null && !Array.isArray(record))
      return record as Record<string, unknown>;
  } catch (error) {
    throw new StartError("The text is no exported token", { cause: error });
  }
  throw new StartError("The text is no exported token");
}

/** An expiry that can't be read counts as past: better closed than open. */
function timeOf(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const time = value instanceof Date ? value.getTime() : typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? 0 : time;
}
