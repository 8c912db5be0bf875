import type { MxRecord, SrvRecord } from "node:dns";

export interface DnsRecords {
  /** By domain; the exchanges, most wanted first. */
  mx?: Record<string, string[]>;
  /** By name; `host:port`, most wanted first. */
  srv?: Record<string, string[]>;
  /** Names by address. */
  ptr?: Record<string, string[]>;
  /** Whole texts by name. */
  txt?: Record<string, string[]>;
  /** Answers nothing at all, as when there is no network. */
  isSilent?: boolean;
}

/** A resolver that knows these records and nothing else. Tells what it was asked. */
export function fakeDns({ mx = {}, srv = {}, ptr = {}, txt = {}, isSilent = false }: DnsRecords = {}) {
  const asked: string[] = [];
  const find = async (records: Record<string, string[]>, name: string) => {
    asked.push(name);
    if (isSilent) await new Promise(() => {});
    const found = records[name];
    if (found === undefined) throw Object.assign(new Error(`query ENOTFOUND ${name}`), { code: "ENOTFOUND" });
    return found;
  };
  return {
    asked,
    async resolveMx(domain: string): Promise<MxRecord[]> {
      // The worst first, since resolvers sort nothing.
      return (await find(mx, domain)).map((exchange, index) => ({ exchange, priority: 10 * (index + 1) })).toReversed();
    },
    reverse: (address: string) => find(ptr, address),
    /** Of the kinds that have no method of their own only TXT is known. */
    async resolve(name: string, kind: string): Promise<string[][]> {
      return (await find(kind === "TXT" ? txt : {}, name)).map((text) => [text]);
    },
    async resolveSrv(name: string): Promise<SrvRecord[]> {
      return (await find(srv, name))
        .map((target, index) => {
          const [host = "", port] = target.split(":");
          return { name: host, port: Number(port), priority: index, weight: 0 };
        })
        .toReversed();
    },
  };
}
