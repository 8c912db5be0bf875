import type { Transporter } from "nodemailer";
import type { GetSocketHandler } from "nodemailer/lib/mailer";
import { checkBeforeProxy } from "../../net/checked-lookup.ts";
import { dial } from "../../net/dial.ts";
import { EgressBlocked, type EgressPolicy } from "../../net/egress.ts";
import { dialSocks } from "../../net/socks.ts";
import { proxyFailure } from "../proxy-failure.ts";
import type { SmtpRoute } from "./route.ts";

interface RouteLimits {
  policy: EgressPolicy;
  timeoutMs: number;
}

/** The library's own way through SOCKS can lose a greeting, and knows neither a default port nor plain SOCKS4. */
const SOCKS_SCHEMES = ["socks", "socks4", "socks4a", "socks5"] as const;

/**
 * Makes a transport that was made for the route take it where the library would do otherwise: through a proxy,
 * and within the bounds for outgoing connections.
 */
export function useRoute(transport: Transporter, route: SmtpRoute, limits: RouteLimits): void {
  if (route.proxy !== undefined) useProxy(transport, route.proxy, limits);
  else if (limits.policy !== "off") useBounds(transport, route, limits);
}

function useProxy(transport: Transporter, proxy: string, { policy, timeoutMs }: RouteLimits): void {
  for (const scheme of SOCKS_SCHEMES) {
    transport.set(`proxy_handler_${scheme}`, (_url, { host = "", port = 0 }, callback) => {
      dialSocks(proxy, { host, port }, timeoutMs).then(
        (connection) => callback(null, { connection }),
        (error: Error) => callback(error),
      );
    });
  }
  const proxied = transport as unknown as { getSocket: GetSocketHandler };
  const open = proxied.getSocket.bind(transport);
  proxied.getSocket = (options, callback) => {
    const host = options.host ?? "";
    checkBeforeProxy(policy, host).then(
      () =>
        open(options, (error, socket) => {
          if (error === null) return callback(null, socket);
          const { message, isLate } = proxyFailure(proxy, host, error);
          callback(withCode(error, isLate ? "ETIMEDOUT" : "ECONNECTION", message));
        }),
      (blocked: Error) => callback(withCode(blocked, "ECONNECTION")),
    );
  };
}

function useBounds(transport: Transporter, { localAddress }: SmtpRoute, { policy, timeoutMs }: RouteLimits): void {
  const bounded = transport as unknown as { getSocket: GetSocketHandler };
  bounded.getSocket = ({ host = "", port = 0 }, callback) => {
    dial({ host, port, policy, timeoutMs, ...(localAddress !== undefined && { localAddress }) }).then(
      (connection) => callback(null, { connection }),
      (error: Error) => callback(withCode(error, codeOf(error))),
    );
  };
}

/** The library's words for what goes wrong while connecting. */
function codeOf(error: Error & { code?: string }): string {
  if (error instanceof EgressBlocked) return "ECONNECTION";
  if (error.code === "ETIMEDOUT") return "ETIMEDOUT";
  return error.code === "ENOTFOUND" || error.code === "EAI_AGAIN" ? "EDNS" : "ESOCKET";
}

const withCode = (cause: Error, code: string, message = cause.message) =>
  Object.assign(new Error(message, { cause }), { code });
