import type { OAuth2App } from "../core/oauth2-app.ts";

/**
 * OAuth2 with Google, Microsoft and Mail.ru: consent, code, tokens, and whose they are. Nothing is kept. What fails
 * rejects with TokenRequestFailed; an aborted call rejects with the signal's reason.
 */
export interface OAuth2 {
  /** Where a person gives consent. Only for applications that need it. */
  authorizeUrl(app: OAuth2App, request: AuthorizeRequest): string;
  /** The first tokens, for the code that came back from there. */
  exchangeCode(app: OAuth2App, code: { code: string; codeVerifier: string } & TokenCall): Promise<Grant>;
  /** A new access token. Where it has a refresh token, too, that one takes the place of the one that was sent. */
  refresh(app: OAuth2App, token: { refreshToken: string } & TokenCall): Promise<Grant>;
  /**
   * A token of an application that needs no consent. Google's act for the `user`, or for null as themselves;
   * Microsoft's act for everybody.
   */
  appOnlyGrant(app: OAuth2App, on: { user: string | null } & TokenCall): Promise<Grant>;
  /** Who gave consent, as far as the provider vouches for it. */
  identityOf(app: OAuth2App, grant: Grant, check: IdentityCheck): Promise<Identity>;
  /** What was asked for and is not granted; empty where the provider grants all or nothing. */
  missingScopes(app: OAuth2App, grant: Grant): string[];
  /** Gives a grant back by its refresh or access token, where the provider knows how (Google). */
  revoke(app: OAuth2App, token: string, call: TokenCall): Promise<void>;
}

export interface TokenCall {
  signal?: AbortSignal | undefined;
  /** In place of the proxy in force. */
  proxy?: string | undefined;
}

export interface AuthorizeRequest {
  state: string;
  /** Comes back in the identity token, where there is one. */
  nonce: string;
  /** SHA-256 of the verifier, base64url (RFC 7636). */
  codeChallenge: string;
  /** The address to sign in with. */
  loginHint?: string | undefined;
  /** In place of the provider's usual one, such as `select_account consent`. */
  prompt?: string | undefined;
}

export interface Grant {
  accessToken: string;
  refreshToken?: string;
  /** Epoch milliseconds. */
  expiresAt: number;
  /** As granted; as asked for where the provider does not say (RFC 6749 section 5.1). */
  scopes: string[];
  idToken?: string;
}

export interface IdentityCheck extends TokenCall {
  /** As it was sent along for the consent. */
  nonce: string;
  /** What the browser brought along from Microsoft: unsigned, good for a name to show only. */
  clientInfo?: string | undefined;
}

export interface Identity {
  /** The address of the mailbox. */
  address: string;
  /** What to log in with. */
  login: string;
  name: string | null;
  /**
   * The addresses that are this person's for sure, in lower case: only with these an expected address may be compared.
   * An address that a tenant of Microsoft could have given to anybody is none of them.
   */
  verifiedAddresses: string[];
  /** The tenant (Microsoft) or the Workspace domain (Google); null where there is none or nobody tells. */
  tenant: string | null;
}
