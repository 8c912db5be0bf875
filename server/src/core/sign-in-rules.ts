/** What a provider says of somebody who signs in by it. */
export interface ProviderIdentity {
  provider: "oidc" | "okta";
  /** Never used for another person there. */
  subject: string;
  email: string | null;
  /** False only where the provider says so. */
  isEmailVerified: boolean;
  groups: readonly string[];
  /** For ending the provider's own session. */
  idToken: string | null;
}
