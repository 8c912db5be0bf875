import type { OAuth2 } from "./oauth2.ts";
import type { KeySets } from "./id-token.ts";
import type { Calling } from "./provider-call.ts";

/** A provider whose applications act for people who consent to it. */
export type ConsentProvider = Omit<OAuth2, "appOnlyGrant">;

export interface ProviderTools {
  calling: Calling;
  keySets: KeySets;
  now(): number;
}
