import { domainToASCII } from "node:url";
import type { SMTPPoolOptions } from "nodemailer/lib/smtp-pool";
import type { SmtpSettings } from "../../core/mail-backend.ts";
import { tlsOptions } from "../tls-options.ts";
import type { SmtpRoute } from "./route.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** From the lookup of the name to the greeting, with whatever is on the way. */
export const CONNECT_TIMEOUT_MS = 2 * MINUTE;
export const SILENCE_MS = 2 * MINUTE;

/** The route in nodemailer's words. STARTTLS is used wherever it is offered, and demanded where the account demands it. */
export function transportOptions(route: SmtpRoute, silenceMs = SILENCE_MS): SMTPPoolOptions {
  const { smtp, name, proxy, localAddress } = route;
  return {
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure,
    requireTLS: smtp.requireTLS && !smtp.secure,
    tls: tlsOptions(smtp, route.ignoreCertErrors),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: silenceMs,
    greetingTimeout: Math.min(30 * SECOND, silenceMs),
    dnsTimeout: 30 * SECOND,
    // A server on the same machine or network is as good as any other here.
    allowInternalNetworkInterfaces: true,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...loginOptions(smtp),
    ...(name !== undefined && { name: domainToASCII(name) || name }),
    ...(proxy !== undefined && { proxy }),
    ...(localAddress !== undefined && { localAddress }),
  };
}

function loginOptions({ auth }: SmtpSettings): Pick<SMTPPoolOptions, "auth"> {
  if (auth === null) return {};
  if (auth.accessToken !== undefined) {
    return { auth: { type: "OAuth2", user: auth.user, accessToken: auth.accessToken } };
  }
  return { auth: { user: auth.user, pass: auth.pass ?? "" } };
}
