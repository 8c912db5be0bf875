import type { SrvRecord } from "node:dns";
import { EMAIL_ADDRESS } from "./placeholders.ts";
import type { AutoconfigDns, FindServers, FoundServer } from "./query.ts";

/** Submission with TLS from the start (RFC 8314 section 7.3). */
const SUBMISSIONS_PORT = 465;

/** SRV records for mail (RFC 6186, RFC 8314), TLS from the start before STARTTLS. */
export const findBySrv: FindServers = async ({ domain }, { dns }) => {
  const [imaps, imap, submissions, submission] = await Promise.all(
    ["_imaps", "_imap", "_submissions", "_submission"].map((service) => bestSrv(dns, `${service}._tcp.${domain}`)),
  );
  const incoming = imaps ? serverAt(imaps, true) : imap ? serverAt(imap, false) : null;
  const outgoing = submissions ?? submission;
  const smtp = outgoing ? serverAt(outgoing, outgoing.port === SUBMISSIONS_PORT) : null;
  return incoming || smtp ? { imap: incoming, smtp } : null;
};

/** RFC 6186 section 4: the user name to try first is the whole address. */
const serverAt = ({ name, port }: SrvRecord, secure: boolean): FoundServer => ({
  host: name,
  port,
  secure,
  user: EMAIL_ADDRESS,
});

/**
 * The record to use, null when there is none. A target of "." says that the service is not offered
 * (RFC 2782).
 */
export async function bestSrv(dns: AutoconfigDns, name: string): Promise<SrvRecord | null> {
  const records = await dns.resolveSrv(name).catch(() => []);
  const [best] = records
    .filter(({ name: target }) => target !== "" && target !== ".")
    .toSorted((a, b) => a.priority - b.priority || b.weight - a.weight);
  return best ?? null;
}
