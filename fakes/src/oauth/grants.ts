import { randomBytes } from "node:crypto";

/** Somebody who signs in. */
export interface OAuthPerson {
  email: string;
  name?: string;
  /** Google: the Workspace domain. */
  hd?: string;
  /** Google: whether the address is confirmed; true unless given. */
  isVerified?: boolean;
  /** Microsoft: the id of the tenant; one of the fake's own unless given. */
  tenant?: string;
  /** Microsoft: what to log in with; the address unless given. */
  login?: string;
  /** Microsoft: who vouches for a guest. */
  idp?: string;
}

/** An application, as it is registered with a provider. */
export interface OAuthClient {
  clientId: string;
  clientSecret?: string;
  redirectUrl?: string;
}

export type OAuthProvider = "google" | "microsoft" | "mailRu";

/** What a token is good for. */
export interface TokenInfo {
  provider: OAuthProvider;
  clientId: string;
  /** Whose mailbox it opens; null for all (Microsoft's applications that act by themselves) or none. */
  email: string | null;
  scopes: string[];
  /** Epoch milliseconds. */
  expiresAt: number;
}

export interface Code extends Omit<TokenInfo, "expiresAt"> {
  person: OAuthPerson;
  redirectUrl: string;
  challenge: string | null;
  nonce: string | null;
}

/** What was given out: codes are good once, access tokens for a while, refresh tokens until they are taken back. */
export class Grants {
  readonly codes = new Map<string, Code>();
  readonly accessTokens = new Map<string, TokenInfo>();
  readonly refreshTokens = new Map<string, Omit<TokenInfo, "expiresAt">>();

  makeCode(code: Code): string {
    const text = `code-${random()}`;
    this.codes.set(text, code);
    return text;
  }

  takeCode(text: string): Code | undefined {
    const code = this.codes.get(text);
    this.codes.delete(text);
    return code;
  }

  makeAccessToken(info: TokenInfo): string {
    const token = `access-${random()}`;
    this.accessTokens.set(token, info);
    return token;
  }

  makeRefreshToken(info: Omit<TokenInfo, "expiresAt">): string {
    const token = `refresh-${random()}`;
    this.refreshTokens.set(token, info);
    return token;
  }

  /** Takes back what was granted for an address, or by this token. */
  revoke(which: { email: string } | { token: string }): boolean {
    const granted =
      "token" in which ? (this.accessTokens.get(which.token) ?? this.refreshTokens.get(which.token)) : undefined;
    const email = "email" in which ? which.email : granted?.email;
    if (email === undefined) return false;
    for (const tokens of [this.accessTokens, this.refreshTokens])
      for (const [token, info] of tokens) if (info.email === email) tokens.delete(token);
    return true;
  }
}

const random = () => randomBytes(24).toString("base64url");
