import type { Grants, OAuthClient, OAuthPerson, TokenInfo } from "./grants.ts";
import type { Keys } from "./keys.ts";

/** The tenant of everybody who names no other. */
export const FAKE_TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";

/** A service account of Google. */
export interface FakeServiceAccount {
  clientId: string;
  email: string;
  /** The domain whose mailboxes it may act for. */
  domain: string;
}

/** What the endpoints know, and what tests set. */
export interface World {
  readonly url: string;
  /** The base of all that is Google's. */
  readonly google: string;
  readonly grants: Grants;
  readonly clients: Map<string, OAuthClient>;
  readonly serviceAccounts: Map<string, FakeServiceAccount & { keys: Keys }>;
  /** Everybody who signed in, by address. */
  readonly people: Map<string, OAuthPerson>;
  /** Tokens that workloads were given in exchange for theirs. */
  readonly federated: Set<string>;
  /** Signs identity tokens. */
  readonly keys: Keys;
  /** Signs for service accounts that have no key. */
  readonly googleSigner: Keys;
  /** Who signs in; null refuses. */
  person: OAuthPerson | null;
  /** The only scopes that are granted; null grants all. */
  only: readonly string[] | null;
  subjectToken: string;
  lifetimeSeconds: number;
  rotates: boolean;
  isValid(token: string | undefined): TokenInfo | undefined;
}
