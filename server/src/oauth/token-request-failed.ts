import type { TokenRequestError } from "@posthorn/contracts/accounts";

/**
 * A request to a provider's OAuth2 endpoints that failed. `kind` says whose turn it is: `revoked`, the person's, who has
 * to sign in anew; `refused`, the operator's, whose application the provider does not take as it is; `temporary`,
 * nobody's, trying again later may help. `tokenRequest` may be shown: no secret is in it.
 */
export class TokenRequestFailed extends Error {
  readonly kind: "revoked" | "refused" | "temporary";
  readonly tokenRequest: TokenRequestError;
  /** Where there is one: the code of the socket, or ours such as `ESTSExchange`. */
  readonly code: string | undefined;

  constructor(
    kind: TokenRequestFailed["kind"],
    message: string,
    tokenRequest: TokenRequestError,
    details: { code?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "TokenRequestFailed";
    this.kind = kind;
    this.tokenRequest = tokenRequest;
    this.code = details.code;
  }
}
