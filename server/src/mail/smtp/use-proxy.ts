import type { Transporter } from "nodemailer";
import type { GetSocketHandler } from "nodemailer/lib/mailer";
import { dialSocks } from "../../net/socks.ts";
import { proxyFailure } from "../proxy-failure.ts";

/** The library's own way through SOCKS can lose a greeting, and knows neither a default port nor plain SOCKS4. */
const SOCKS_SCHEMES = ["socks", "socks4", "socks4a", "socks5"] as const;

/** Leads a transport that was made with a proxy through it, and tells which proxy it was when that fails. */
export function useProxy(transport: Transporter, proxy: string, timeoutMs: number): void {
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
  proxied.getSocket = (options, callback) =>
    open(options, (error, socket) => {
      if (error === null) return callback(null, socket);
      const { message, isLate } = proxyFailure(proxy, options.host ?? "the mail server", error);
      callback(Object.assign(new Error(message, { cause: error }), { code: isLate ? "ETIMEDOUT" : "ECONNECTION" }));
    });
}
