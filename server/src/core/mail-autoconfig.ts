import type { DiscoveredSettings } from "@posthorn/contracts/autoconfig";
import type { CallOptions } from "./mail-backend.ts";

/** A login that a provider may ask for before it tells its servers. */
export interface AutoconfigLogin {
  user: string;
  pass: string;
}

/**
 * Finds the mail servers of an address. Never throws for what a server or the network does: what can't be
 * found is false. Rejects only when `signal` aborts. The login is neither kept nor logged.
 */
export type DiscoverMail = (
  email: string,
  options: CallOptions & { login?: AutoconfigLogin },
) => Promise<DiscoveredSettings>;
