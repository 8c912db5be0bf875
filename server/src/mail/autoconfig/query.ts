import { domainToASCII } from "node:url";
import type { AutoconfigLogin } from "../../core/mail-autoconfig.ts";
import type { HttpClient } from "../../net/http-client.ts";
import type { MailDns } from "../dns.ts";

/** Whose servers are looked for. */
export interface AutoconfigQuery {
  email: string;
  localPart: string;
  /** The domain as DNS and TLS write it (RFC 5891). */
  domain: string;
}

/** One kind of server, with placeholders in it; see `fillIn`. */
export interface FoundServer {
  host: string;
  port: number;
  secure: boolean;
  user?: string;
}

/** At least one of the two was found. */
export interface FoundServers {
  imap: FoundServer | null;
  smtp: FoundServer | null;
}

export type AutoconfigDns = Pick<MailDns, "resolveMx" | "resolveSrv">;

export interface AutoconfigTools {
  dns: AutoconfigDns;
  http: Pick<HttpClient, "fetch">;
}

/**
 * One way to find servers. null: it has nothing to say. Rejects for what goes wrong on the way, and once `signal`
 * aborts.
 */
export type FindServers = (
  query: AutoconfigQuery,
  tools: AutoconfigTools,
  signal: AbortSignal,
  login?: AutoconfigLogin,
) => Promise<FoundServers | null>;

/** null where the domain is none that DNS could know. */
export function queryOf(email: string): AutoconfigQuery | null {
  const at = email.lastIndexOf("@");
  const domain = domainToASCII(email.slice(at + 1)).toLowerCase();
  return domain === "" ? null : { email, localPart: email.slice(0, at), domain };
}
