import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { checkAddress, type EgressPolicy } from "./egress.ts";

/**
 * Looks a name up for net.connect(), and fails with EgressBlocked when it leads out of bounds. The very address
 * that is dialled is checked, so that a name can't change its mind in between.
 */
export function checkedLookup(policy: EgressPolicy): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, "", 0);
      try {
        for (const { address } of addresses) checkAddress(policy, hostname, address);
      } catch (blocked) {
        return callback(blocked as NodeJS.ErrnoException, "", 0);
      }
      if (options.all === true) return callback(null, addresses);
      const [first] = addresses;
      if (first === undefined) return callback(new Error(`${hostname} has no address`), "", 0);
      callback(null, first.address, first.family);
    });
  };
}

/** Throws EgressBlocked for an address out of bounds. Names pass: they are never dialled without a lookup. */
export function checkLiteral(policy: EgressPolicy, hostname: string): void {
  const host = withoutBrackets(hostname);
  if (isIP(host) !== 0) checkAddress(policy, host, host);
}

/** Where a proxy dials, what a name resolves to here is all that can be checked. Rejects with EgressBlocked. */
export async function checkBeforeProxy(policy: EgressPolicy, hostname: string): Promise<void> {
  if (policy === "off") return;
  checkLiteral(policy, hostname);
  const host = withoutBrackets(hostname);
  if (isIP(host) !== 0) return;
  const addresses = await new Promise<string[]>((done) =>
    lookup(host, { all: true }, (error, found) => done(error === null ? found.map(({ address }) => address) : [])),
  );
  for (const address of addresses) checkAddress(policy, host, address);
}

const withoutBrackets = (host: string) => host.replace(/^\[|\]$/g, "");
