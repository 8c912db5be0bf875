import type { Resolver } from "node:dns/promises";

/** What DNS is asked for about mail. */
export interface MailDns extends Pick<Resolver, "resolveMx" | "resolveSrv" | "reverse"> {
  /** Records of any kind, by its name. */
  resolve(name: string, kind: string): Promise<unknown>;
}
