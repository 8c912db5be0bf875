import { FORMATS } from "@posthorn/contracts/formats";
import type { AutoconfigQuery, FoundServer } from "./query.ts";

/** The words that stand for parts of the address, as in Mozilla's configuration files. */
export const EMAIL_ADDRESS = "%EMAILADDRESS%";

const LONGEST_USER = 256;

/**
 * The server as it is for one address. null for one that can't be reached by anybody: without a valid host or
 * port.
 */
export function fillIn(server: FoundServer, query: AutoconfigQuery) {
  // A host goes into DNS, a user name to a server that knows the address as people write it.
  const host = replaced(server.host, { ...query, email: `${query.localPart}@${query.domain}` });
  const user = server.user === undefined ? undefined : replaced(server.user, query);
  const { port, secure } = server;
  if (FORMATS["hostname"]?.(host) !== true || !Number.isInteger(port) || port < 1 || port > 65_535) return null;
  return { host, port, secure, ...(user && user.length <= LONGEST_USER && { auth: { user } }) };
}

/** Whether what was found tells nothing about the one address it was asked for. */
export const isForEveryone = ({ user }: FoundServer) => user === undefined || user.includes("%EMAIL");

const replaced = (text: string, { email, localPart, domain }: AutoconfigQuery) =>
  text.replaceAll(EMAIL_ADDRESS, email).replaceAll("%EMAILLOCALPART%", localPart).replaceAll("%EMAILDOMAIN%", domain);
