import type { OpenImapRelay } from "../core/imap-relay.ts";
import { keepPort, type KeptPort } from "../listeners/keep-port.ts";
import { type ClientConnection, openListener } from "../listeners/listener.ts";
import { mayLogIn, type PlaintextLogin } from "../listeners/may-log-in.ts";
import type { Context } from "../services/context.ts";
import { createLiveLogins } from "../services/mail-clients/live-logins.ts";
import { logInMailClient } from "../services/mail-clients/log-in.ts";
import { relay } from "./relay.ts";
import { type LoggedIn, untilLoggedIn } from "./session.ts";

export interface ImapProxyOptions {
  openRelay: OpenImapRelay;
  plaintextLogin: PlaintextLogin;
  maxConnections: number;
  maxConnectionsPerAddress: number;
  maxConnectionsPerAccount: number;
}

/** RFC 9051 section 5.4 asks for at least 30 minutes. */
const IDLE_MS = 30 * 60_000;

/**
 * The IMAP proxy, by the settings `imapProxyServer…`: plain IMAP clients log in with Posthorn's credentials and are then
 * connected, byte for byte, to the account's own mail server.
 */
export function createImapProxyDoor(ctx: Context, options: ImapProxyOptions): KeptPort {
  const { settings, log, meter } = ctx;
  const live = createLiveLogins(ctx);
  const placesTaken = new Map<string, number>();

  async function serve(connection: ClientConnection, session: AbortController): Promise<void> {
    const { socket, remoteAddress } = connection;
    // Who hangs up in the middle of a login is not connected any further.
    socket.once("close", () => session.abort("The client is gone"));
    meter.mailClients("imap-proxy", 1);
    try {
      const loggedIn = await untilLoggedIn(connection, {
        mayLogIn: mayLogIn(connection, options.plaintextLogin),
        version: ctx.about.version,
        logIn: (user, password) => logInMailClient(ctx, { door: "imap-proxy", user, password, remoteAddress }),
        takePlace,
        openRelay: options.openRelay,
        signal: session.signal,
        log,
      });
      if (loggedIn !== null) await passOn(connection, loggedIn, session);
    } finally {
      meter.mailClients("imap-proxy", -1);
    }
  }

  async function passOn(
    { socket, remoteAddress }: ClientConnection,
    { client, relay: { socket: server }, leave }: LoggedIn,
    session: AbortController,
  ): Promise<void> {
    log.debug({ account: client.account, remoteAddress }, "An IMAP client is connected to its mail server");
    const stopWatching = live.watch(client, () => session.abort("Access was revoked"));
    const before = { sent: server.bytesWritten, received: server.bytesRead };
    try {
      await relay(socket, server, { idleMs: IDLE_MS, signal: session.signal });
    } finally {
      stopWatching();
      leave();
      meter.imapBytes("sent", server.bytesWritten - before.sent);
      meter.imapBytes("received", server.bytesRead - before.received);
    }
  }

  function takePlace(account: string): (() => void) | null {
    const taken = placesTaken.get(account) ?? 0;
    if (taken >= options.maxConnectionsPerAccount) return null;
    placesTaken.set(account, taken + 1);
    return () => {
      const left = (placesTaken.get(account) ?? 1) - 1;
      if (left === 0) placesTaken.delete(account);
      else placesTaken.set(account, left);
    };
  }

  const port = keepPort({
    name: "The IMAP proxy",
    log,
    onChange: ctx.certificates.onChange,
    wanted: () =>
      settings.get("imapProxyServerEnabled") === true
        ? {
            host: settings.get("imapProxyServerHost") ?? "127.0.0.1",
            port: settings.get("imapProxyServerPort") ?? 2993,
            isSecure: settings.get("imapProxyServerTLSEnabled") === true,
            certificate: ctx.certificates.versionOf("imapProxyServer"),
          }
        : null,
    async open({ host, port: at, isSecure }) {
      const tls = isSecure ? await ctx.certificates.tlsOf("imapProxyServer") : null;
      const sessions = new Set<AbortController>();
      const listener = await openListener({
        host,
        port: at,
        tls,
        expectsProxyHeader: () => settings.get("imapProxyServerProxy") === true,
        maxConnections: options.maxConnections,
        maxConnectionsPerAddress: options.maxConnectionsPerAddress,
        fullReply: "* BYE Too many connections, try again later\r\n",
        serve(connection) {
          const session = new AbortController();
          sessions.add(session);
          serve(connection, session)
            .catch((error: unknown) => {
              log.error({ err: error }, "A session of an IMAP client failed");
              connection.socket.destroy();
            })
            .finally(() => sessions.delete(session));
        },
        log,
      });
      const dismiss = () => {
        for (const session of sessions) session.abort("The server is shutting down");
      };
      return { listener, dismiss };
    },
    onState: (state) => ctx.listeners.note("imapProxyServer", state),
  });

  return {
    start: port.start,
    async close(graceMs) {
      await port.close(graceMs);
      live.close();
    },
  };
}
