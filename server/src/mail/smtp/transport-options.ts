import { createHash } from "node:crypto";
import { domainToASCII } from "node:url";
import type { SMTPPoolOptions } from "nodemailer/lib/smtp-pool";
import type { SmtpSettings } from "../../core/mail-backend.ts";

/** Where a connection goes and how it gets there. Two messages with the same route may share a connection. */
export interface SmtpRoute {
  smtp: SmtpSettings;
  /** The EHLO name; undefined leaves it to the machine. */
  name: string | undefined;
  proxy: string | undefined;
  localAddress: string | undefined;
  ignoreCertErrors: boolean;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Members of a stored `tls` object that would redirect the connection instead of securing it. */
const NOT_TLS = new Set(["host", "port", "path", "socket", "lookup"]);

/** The route in nodemailer's words. STARTTLS is used wherever it is offered, and demanded where the account demands it. */
export function transportOptions(route: SmtpRoute): SMTPPoolOptions {
  const { smtp, name, proxy, localAddress } = route;
  return {
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure,
    requireTLS: smtp.requireTLS && !smtp.secure,
    tls: tlsOptions(route),
    connectionTimeout: 2 * MINUTE,
    socketTimeout: 2 * MINUTE,
    greetingTimeout: 30 * SECOND,
    dnsTimeout: 30 * SECOND,
    // A server on the same machine or network is as good as any other here.
    allowInternalNetworkInterfaces: true,
    logger: false,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...loginOptions(smtp),
    ...(name !== undefined && { name: domainToASCII(name) || name }),
    ...(proxy !== undefined && proxy !== "" && { proxy }),
    ...(localAddress !== undefined && { localAddress }),
  };
}

function tlsOptions({ smtp, ignoreCertErrors }: SmtpRoute): NonNullable<SMTPPoolOptions["tls"]> {
  const own = Object.fromEntries(Object.entries(smtp.tls).filter(([key]) => !NOT_TLS.has(key)));
  return { minVersion: "TLSv1.2", ...own, ...(ignoreCertErrors && { rejectUnauthorized: false }) };
}

function loginOptions({ auth }: SmtpSettings): Pick<SMTPPoolOptions, "auth"> {
  if (auth === null) return {};
  if (auth.accessToken !== undefined) {
    return { auth: { type: "OAuth2", user: auth.user, accessToken: auth.accessToken } };
  }
  return { auth: { user: auth.user, pass: auth.pass ?? "" } };
}

/** The same for the same route. A digest, so that no secret lives on as a key. */
export const routeKey = (route: SmtpRoute): string =>
  createHash("sha256").update(JSON.stringify(route)).digest("base64");
