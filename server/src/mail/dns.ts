import type { Resolver } from "node:dns/promises";

/** What DNS is asked for on the way to mail servers. */
export type MailDns = Pick<Resolver, "resolveMx" | "resolveSrv" | "reverse">;
