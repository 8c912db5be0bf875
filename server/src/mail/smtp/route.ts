import { createHash } from "node:crypto";
import type { MailAccount, SmtpSettings } from "../../core/mail-backend.ts";
import type { LocalAddresses } from "../local-addresses.ts";

/** Where a connection goes and how it gets there. Two messages with the same route may share a connection. */
export interface SmtpRoute {
  smtp: SmtpSettings;
  /** The EHLO name; undefined leaves it to the machine. */
  name: string | undefined;
  proxy: string | undefined;
  localAddress: string | undefined;
  ignoreCertErrors: boolean;
}

/** How a message of the account gets to its server; what the message itself wants comes first. */
export async function routeOf(
  account: MailAccount,
  smtp: SmtpSettings,
  localAddresses: LocalAddresses,
  wanted: { proxy?: string; localAddress?: string } = {},
): Promise<SmtpRoute> {
  const proxy = (wanted.proxy ?? account.proxy) || undefined;
  // Through a proxy it is the proxy that leaves from somewhere.
  const local =
    proxy === undefined
      ? await localAddresses.choose({
          protocol: "smtp",
          account: account.id,
          host: smtp.host,
          ...(wanted.localAddress !== undefined && { wanted: wanted.localAddress }),
        })
      : undefined;
  return {
    smtp,
    name: account.smtpEhloName ?? local?.name ?? account.defaultEhloName,
    proxy,
    localAddress: local?.address,
    ignoreCertErrors: account.ignoreMailCertErrors,
  };
}

/** The same for the same route. A digest, so that no secret lives on as a key. */
export const routeKey = (route: SmtpRoute): string =>
  createHash("sha256").update(JSON.stringify(route)).digest("base64");
