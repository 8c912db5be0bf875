import { PubSubFailure } from "../../core/gmail-pubsub.ts";
import type { OAuth2App } from "../../core/oauth2-app.ts";
import type { Grant, OAuth2 } from "../../oauth/oauth2.ts";
import { TokenRequestFailed } from "../../oauth/token-request-failed.ts";

export interface AppTokensOptions {
  oauth2: Pick<OAuth2, "appOnlyGrant">;
  /** Epoch milliseconds. */
  now(): number;
}

const SPARE_MS = 60_000;

/** Tokens by which applications act as themselves, each kept until a minute before it runs out. */
export class AppTokens {
  readonly #options: AppTokensOptions;
  readonly #kept = new Map<string, { grant: Grant; version: number }>();

  constructor(options: AppTokensOptions) {
    this.#options = options;
  }

  async current(app: OAuth2App, signal: AbortSignal): Promise<string> {
    const version = app.updated ?? app.created;
    const known = this.#kept.get(app.id);
    if (known?.version === version && known.grant.expiresAt - SPARE_MS > this.#options.now())
      return known.grant.accessToken;
    this.#kept.delete(app.id);
    const grant = await this.#options.oauth2.appOnlyGrant(app, { user: null, signal }).catch((error: unknown) => {
      if (!(error instanceof TokenRequestFailed)) throw error;
      // What is refused is like a login that is refused; the rest is like a network that fails.
      const status = error.kind === "temporary" ? null : 401;
      const description = error.tokenRequest.flag?.message ?? null;
      throw new PubSubFailure(`No token: ${error.message}`, { status, description, cause: error });
    });
    this.#kept.set(app.id, { grant, version });
    return grant.accessToken;
  }

  /** Google does not take it (any more): the next is another. */
  discard(app: OAuth2App): void {
    this.#kept.delete(app.id);
  }
}
