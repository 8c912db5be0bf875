import type { Token, TokenPermissions } from "@posthorn/contracts/tokens";
import type { TokenRecord } from "../../storage/tokens.ts";
import type { TokenUse } from "./token-uses.ts";

/** A token as the API lists it. */
export function tokenView(token: TokenRecord, pendingUse: TokenUse | undefined): Token {
  const lastUsedAt = pendingUse?.at ?? token.lastUsedAt;
  const { addresses, referrers, rateLimit } = token.restrictions ?? {};
  return {
    id: token.id,
    account: token.account,
    description: token.description,
    ...(token.metadata !== null && { metadata: token.metadata }),
    ...(token.ip !== null && { ip: token.ip }),
    ...(token.remoteAddress !== null && { remoteAddress: token.remoteAddress }),
    ...(token.scopes !== null && { scopes: token.scopes }),
    ...(token.restrictions !== null && {
      restrictions: {
        ...(addresses && { addresses }),
        ...(referrers && { referrers }),
        ...(rateLimit && { rateLimit }),
      },
    }),
    ...(token.permissions !== null && { permissions: token.permissions as TokenPermissions }),
    created: new Date(token.createdAt).toISOString(),
    ...(token.expiresAt !== null && { expires: new Date(token.expiresAt).toISOString() }),
    access: {
      time: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
      ip: pendingUse?.from ?? token.lastUsedFrom,
    },
  };
}
