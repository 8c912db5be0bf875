import { keepPort, type KeptPort } from "../listeners/keep-port.ts";
import { openListener } from "../listeners/listener.ts";
import type { Context } from "../services/context.ts";
import type { SmtpEngineOptions } from "./engine.ts";

export interface SmtpDoorOptions extends Pick<
  SmtpEngineOptions,
  "maxMessageSize" | "plaintextLogin" | "noAuthAddresses"
> {
  /** The name it greets with, at the moment. */
  name(): string;
  maxConnections: number;
  maxConnectionsPerAddress: number;
}

/** Bytes, for messages that are being received or taken in. Each may be as large as it may be, only not all at once. */
const LEAST_HELD = 256 * 1024 ** 2;

/** The SMTP server, by the settings `smtpServer…`. */
export function createSmtpDoor(ctx: Context, options: SmtpDoorOptions): KeptPort {
  const { settings, certificates, log } = ctx;
  const held = { bytes: 0, most: Math.max(LEAST_HELD, 4 * options.maxMessageSize) };

  return keepPort({
    name: "The SMTP server",
    log,
    onChange: certificates.onChange,
    wanted: () =>
      settings.get("smtpServerEnabled") === true
        ? {
            host: settings.get("smtpServerHost") ?? "127.0.0.1",
            port: settings.get("smtpServerPort") ?? 2525,
            isSecure: settings.get("smtpServerTLSEnabled") === true,
            certificate: certificates.versionOf("smtpServer"),
          }
        : null,
    async open({ host, port: at, isSecure }) {
      // Nobody has to trust a certificate that only we know, where TLS is offered and not asked for.
      const isVouchedFor = certificates.of("smtpServer").keyed !== null;
      const tls = isSecure || isVouchedFor ? await certificates.tlsOf("smtpServer") : null;
      // Its library takes memory that an installation without this server need not spend.
      const { createSmtpEngine } = await import("./engine.ts");
      const engine = createSmtpEngine(ctx, { ...options, name: options.name(), tls, isSecure, held });
      const listener = await openListener({
        host,
        port: at,
        tls: isSecure ? tls : null,
        expectsProxyHeader: () => settings.get("smtpServerProxy") === true,
        maxConnections: options.maxConnections,
        maxConnectionsPerAddress: options.maxConnectionsPerAddress,
        fullReply: "421 Too many connections, try again later\r\n",
        serve: engine.serve,
        log,
      });
      return { listener, dismiss: engine.dismiss };
    },
    onState: (state) => ctx.listeners.note("smtpServer", state),
  });
}
