import type { Socket } from "node:net";
import { isIPv6 } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ImapFlowOptions } from "imapflow";
import { ConnectFailure, type ImapSettings, type MailAccount } from "../../core/mail-backend.ts";
import { dialSocks } from "../../net/socks.ts";
import { checkBeforeProxy, checkedLookup, checkLiteral } from "../../net/checked-lookup.ts";
import type { EgressPolicy } from "../../net/egress.ts";
import type { LocalAddresses } from "../local-addresses.ts";
import { proxyFailure } from "../proxy-failure.ts";
import { tlsOptions } from "../tls-options.ts";
import { toConnectFailure } from "./errors.ts";

type ImapTransport = NonNullable<ImapFlowOptions["transport"]>;

interface RouteTools {
  localAddresses?: LocalAddresses;
  egressPolicy?: EgressPolicy;
  timeouts: { connectMs: number };
}

/**
 * How a new connection of the account gets to its server, in imapflow's words: by a local address, through a
 * proxy or by itself. Rejects with a ConnectFailure when a SOCKS proxy gives no connection, or the address is out of
 * bounds.
 */
export async function routeOptions(
  account: MailAccount,
  imap: ImapSettings,
  { localAddresses, egressPolicy = "off", timeouts }: RouteTools,
  signal?: AbortSignal,
): Promise<Pick<ImapFlowOptions, "proxy" | "transport" | "tls">> {
  const tls = tlsOptions(imap, account.ignoreMailCertErrors);
  const { host, port } = imap;
  const proxy = account.proxy || undefined;
  if (proxy === undefined) {
    // The library passes these on to net.connect(), whether TLS follows or not.
    const bounds = egressPolicy === "off" ? {} : { lookup: checkedLookup(egressPolicy) };
    await inBounds(() => checkLiteral(egressPolicy, host));
    const local = await localAddresses?.choose({ protocol: "imap", account: account.id, host });
    return { tls: { ...tls, ...bounds, ...(local && boundTo(local.address)) } };
  }
  await inBounds(() => checkBeforeProxy(egressPolicy, host));
  if (!proxy.startsWith("socks")) return { proxy, tls };
  try {
    return { transport: overSocket(await dialSocks(proxy, { host, port }, timeouts.connectMs, signal)), tls };
  } catch (error) {
    throw toProxyFailure(proxy, host, error);
  }
}

/** Whether the library failed before it got past a proxy, or at least so late that it does not tell. */
export const isProxyFailure = (error: unknown) => {
  const { message, code } = error as Error & { code?: string };
  return message === "Failed to setup proxy connection" || code === "CONNECT_TIMEOUT";
};

/** What a connection that failed before it reached the server tells of its proxy. */
export function toProxyFailure(proxy: string, host: string, error: unknown): ConnectFailure {
  const { _err, code } = error as Error & { _err?: Error; code?: string };
  const { message, isLate } = proxyFailure(proxy, host, _err ?? error);
  return new ConnectFailure("connection", message, {
    serverResponseCode: isLate ? "ETIMEDOUT" : (code ?? "EPROXY"),
    cause: error,
  });
}

async function inBounds(check: () => void | Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    throw toConnectFailure(error);
  }
}

const boundTo = (address: string) => ({ localAddress: address, family: isIPv6(address) ? 6 : 4 });

/**
 * A connection that stands already. The library's own way through SOCKS loses a greeting that arrives together
 * with the proxy's last word.
 */
function overSocket(socket: Socket): ImapTransport {
  return {
    connect({ secure, host, port, servername, tls }, onConnect) {
      if (secure) return connectTls({ socket, host, port, ...(servername && { servername }), ...tls }, onConnect);
      setImmediate(onConnect);
      return socket;
    },
    upgrade(plain, { host, port, servername, tls }, onSecure) {
      return connectTls({ socket: plain as Socket, host, port, ...(servername && { servername }), ...tls }, onSecure);
    },
  };
}
