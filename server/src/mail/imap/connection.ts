import { ImapFlow, type ImapFlowOptions } from "imapflow";
import type { AccountLog } from "../../core/account-log.ts";
import type { Log } from "../../core/log.ts";
import { ConnectFailure, type ImapSettings, type MailAccount } from "../../core/mail-backend.ts";
import type { EgressPolicy } from "../../net/egress.ts";
import { connectionLog } from "../connection-log.ts";
import { discardLogin, withCurrentLogin } from "../current-login.ts";
import type { LocalAddresses } from "../local-addresses.ts";
import { conversationLog } from "./conversation-log.ts";
import { startDeadline } from "./deadline.ts";
import { toConnectFailure } from "./errors.ts";
import { type ImapMeter, meterConnection, meterOpenConnection } from "./meter-connection.ts";
import { isProxyFailure, routeOptions, toProxyFailure } from "./route.ts";
import { boundVanished } from "./vanished.ts";

export type ImapClient = ImapFlow;

export interface ConnectionTimeouts {
  connectMs: number;
  greetingMs: number;
  /** From the first byte to the end of the login, all in all. */
  setupMs: number;
  /** Silence after which a watching connection is probed, and then given up. */
  watchSilenceMs: number;
  /** Silence in the middle of a command. */
  requestSilenceMs: number;
  /** A command of the watcher that takes longer than this is taken for an attack or a dead server. */
  commandMs: number;
  /** Longest pause between two looks where the server can't push. */
  pollMs: number;
  /** IDLE is renewed this often, which also proves that the connection still lives. */
  renewIdleMs: number;
  /** A listening connection that does not answer a question for so long is taken for dead. */
  answerMs: number;
}

export const DEFAULT_TIMEOUTS: ConnectionTimeouts = {
  connectMs: 30_000,
  greetingMs: 16_000,
  setupMs: 60_000,
  watchSilenceMs: 300_000,
  requestSilenceMs: 120_000,
  commandMs: 300_000,
  pollMs: 120_000,
  renewIdleMs: 240_000,
  answerMs: 60_000,
};

export interface ConnectionTools {
  log: Log;
  meter?: ImapMeter;
  /** Where the conversations of accounts that ask for it are written down. */
  accountLog?: AccountLog;
  timeouts: ConnectionTimeouts;
  /** What this program says about itself on a new connection (RFC 2971). */
  clientInfo(): { name: string; version?: string; vendor?: string; "support-url"?: string };
  /** Without it the operating system chooses. */
  localAddresses?: LocalAddresses;
  /** Addresses that connections never go to; by default they go anywhere. */
  egressPolicy?: EgressPolicy;
  /** Whether connections for requests do without compression, too (RFC 4978). */
  disableCompression?: boolean;
}

/** A connection that listens in the account's main mailbox or in another, serves requests, or is given to a client. */
export type ImapPurpose = "watch" | "sub-connection" | "request" | "relay";

/** Logs in. Rejects with a ConnectFailure; afterwards the connection reports its end by `close`. */
export async function openConnection(
  { ...account }: MailAccount,
  purpose: ImapPurpose,
  tools: ConnectionTools,
  signal?: AbortSignal,
): Promise<ImapClient> {
  const { timeouts } = tools;
  if (!account.imap) throw new ConnectFailure("connection", "The account has no IMAP settings");
  const { auth } = account.imap;
  const imap = (account.imap = await withCurrentLogin(account.imap, { ...(signal && { signal }) }));
  const options = connectionOptions(imap, purpose, tools);
  const client = new ImapFlow({
    ...options,
    logRaw: tools.accountLog?.isRaw === true,
    logger: tools.accountLog ? conversationLog(connectionLog(tools.accountLog, account, purpose)) : false,
    ...(await routeOptions(account, imap, tools, signal)),
  });
  // Before connect(): a dropped connection without this listener would end the process.
  client.on("error", (error: Error) => {
    lastErrors.set(client, error);
    tools.log.debug({ account: account.id, err: error }, "IMAP connection failed");
  });
  if (tools.meter) meterConnection(client, tools.meter);
  boundVanished(client, () => fail(client, "The mail server named more messages as gone than there are", "EPROTOCOL"));
  let late: ConnectFailure | undefined;
  const deadline = startDeadline(client, timeouts.setupMs, () => {
    late = new ConnectFailure("connection", `${imap.host} did not complete the login in time`, {
      serverResponseCode: "ETIMEDOUT",
    });
    client.log.warn({ msg: late.message });
    client.close();
  });
  const abort = () => client.close();
  signal?.addEventListener("abort", abort, { once: true });
  try {
    if (signal?.aborted) throw new ConnectFailure("connection", "Connecting was given up");
    await client.connect();
    if (!client.usable) throw new ConnectFailure("connection", `${imap.host} closed the connection`);
    if (tools.meter) meterOpenConnection(client, purpose, tools.meter);
    return client;
  } catch (error) {
    client.close();
    if (late) throw late;
    if (isProxyFailure(error) && account.proxy !== undefined) throw toProxyFailure(account.proxy, imap.host, error);
    const failure = toConnectFailure(error);
    if (failure.reason === "authentication") discardLogin(auth, imap.auth);
    throw failure;
  } finally {
    deadline.stop();
    signal?.removeEventListener("abort", abort);
  }
}

/**
 * Frees what imapflow keeps of the login and of a listing. A connection that only listens has no use
 * for it, and there are many of those: five kilobytes each, more where there are many mailboxes.
 */
export function forgetSetup(client: ImapClient): void {
  const inner = client as unknown as { rawCapabilities: unknown; folders: Map<string, unknown> };
  inner.rawCapabilities = null;
  inner.folders.clear();
}

/** Drops a connection for a reason that the library does not know. */
function fail(client: ImapClient, message: string, code: string): void {
  lastErrors.set(client, Object.assign(new Error(message), { code }));
  client.log.warn({ msg: message });
  client.close();
}

const lastErrors = new WeakMap<ImapClient, Error>();

/** Why a connection ended, as far as it is known. */
export function closeReason(client: ImapClient, host: string | undefined): ConnectFailure {
  const error = lastErrors.get(client);
  if (error) return toConnectFailure(error);
  const said = client.byeReason;
  return new ConnectFailure(
    "connection",
    `${host ?? "The mail server"} closed the connection${said ? `: ${said}` : ""}`,
    {
      ...(said ? { response: said } : {}),
      serverResponseCode: "EConnectionClosed",
    },
  );
}

/** A server that keeps talking without ever finishing is cut off. */
export async function withDeadline<T>(
  client: ImapClient,
  ms: number,
  command: Promise<T>,
  onLate: () => void = () => {},
): Promise<T> {
  const deadline = startDeadline(client, ms, () => {
    onLate();
    fail(client, "The mail server did not finish a command in time", "ETIMEDOUT");
  });
  try {
    return await command;
  } finally {
    deadline.stop();
  }
}

function connectionOptions(imap: ImapSettings, purpose: ImapPurpose, tools: ConnectionTools): ImapFlowOptions {
  if (!imap.auth) throw new ConnectFailure("authentication", "The account has no IMAP credentials");
  const { timeouts } = tools;
  const isWatch = purpose === "watch" || purpose === "sub-connection";
  const isRelay = purpose === "relay";
  const { user, pass, accessToken } = imap.auth;
  return {
    host: imap.host,
    port: imap.port,
    secure: imap.secure,
    // Neither true nor false: STARTTLS where the server offers it.
    ...(imap.secure ? {} : imap.requireTLS ? { doSTARTTLS: true } : {}),
    auth: { user, ...(accessToken === undefined ? { pass: pass ?? "" } : { accessToken }) },
    clientInfo: tools.clientInfo(),
    disableAutoIdle: true,
    // With DEFLATE an idle connection takes six times the memory.
    disableCompression: isWatch || isRelay || tools.disableCompression === true,
    // A client enables what it understands itself.
    disableAutoEnable: isRelay,
    disableIMAP4rev2: imap.disableIMAP4rev2,
    // A mailbox that was left tells what happened to it meanwhile, and what vanishes by its UID.
    qresync: true,
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: isWatch ? timeouts.watchSilenceMs : timeouts.requestSilenceMs,
    maxLiteralSize: 32 * MB,
    maxLineLength: 32 * MB,
    maxResponseSize: 64 * MB,
    maxLockHoldTime: false,
  };
}

const MB = 1024 * 1024;
