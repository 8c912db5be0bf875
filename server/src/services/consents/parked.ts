import type { CreateAccount } from "@posthorn/contracts/accounts";

/** An account that waits for its owner to consent to it at the provider. */
export interface ParkedConsent {
  /** The OAuth2 application. */
  app: string;
  /** RFC 7636. */
  codeVerifier: string;
  /** Comes back in the identity token. */
  nonce: string;
  account: CreateAccount;
  /** Where the browser goes in the end; null for a page of ours. */
  redirectUrl: string | null;
  /** The link to the hosted form that it was begun with. */
  link?: FormLinkUse;
}

/** What of a link to the hosted form counts at its end. */
export interface FormLinkUse {
  nonce: string;
  /** Epoch milliseconds. */
  expiresAt: number;
  /** Whether the mailbox is another one than that of who signs in. */
  delegated: boolean;
  /** Where its owner may go back to when it comes to nothing. */
  errorRedirectUrl?: string;
}

/** Consent is given within a day, or begun anew. */
export const CONSENT_TTL_MS = 24 * 60 * 60 * 1000;
