import { isAscii } from "node:buffer";
import type { Readable } from "node:stream";
import { createTransport } from "nodemailer";
import type { SMTPPoolSentMessageInfo } from "nodemailer/lib/smtp-pool";
import type SMTPPool from "nodemailer/lib/smtp-pool";
import type { AccountLog } from "../../core/account-log.ts";
import type { Log } from "../../core/log.ts";
import {
  type CallOptions,
  ConnectFailure,
  type MailAccount,
  type NetworkRouting,
  type OutgoingMessage,
  SendError,
  type SendReceipt,
} from "../../core/mail-backend.ts";
import { maskUrl } from "../../core/mask.ts";
import type { EgressPolicy } from "../../net/egress.ts";
import { connectionLog } from "../connection-log.ts";
import { discardLogin, withCurrentLogin } from "../current-login.ts";
import type { LocalAddresses } from "../local-addresses.ts";
import { conversationLog } from "./conversation-log.ts";
import { toSendError } from "./errors.ts";
import { guardedContent } from "./guarded-content.ts";
import { routeKey, routeOf, type SmtpRoute } from "./route.ts";
import { serverDetailsOf } from "./server-details.ts";
import { CONNECT_TIMEOUT_MS, SILENCE_MS, transportOptions } from "./transport-options.ts";
import { useRoute } from "./use-route.ts";

export interface SmtpSender {
  /**
   * Hands a message over. Resolves once the server took it for at least one recipient; those it
   * refused are in `rejected`. Rejects with a SendError, also when `beforeHandOff` rejects (then
   * `cause` holds its reason and nothing was accepted) or `signal` aborts (code EABORT).
   */
  send(account: MailAccount, message: OutgoingMessage, options: CallOptions): Promise<SendReceipt>;
  /** Drops every connection; deliveries in the middle of it fail. */
  close(): void;
}

export interface SmtpSenderOptions {
  log: Log;
  /** Where the conversations of accounts that ask for it are written down. */
  accountLog?: AccountLog;
  localAddresses: LocalAddresses;
  /** Addresses that connections never go to. */
  egressPolicy: EgressPolicy;
  /** Connections for each route, that is for each account and host. */
  maxConnections?: number;
  /** Milliseconds without a word after which a server counts as lost. */
  silenceMs?: number;
  /** Milliseconds after which an unused pool is given up. */
  poolIdleMs?: number;
}

interface OpenPool {
  pool: SMTPPool;
  inFlight: number;
  unusedSince: number;
  /** The accounts that were told what its server said of itself, and when. */
  told: Map<string, number>;
}

const MESSAGES_PER_CONNECTION = 100;
const TOLD_EVERY_MS = 60 * 60_000;

/**
 * Sends over SMTP, with one pool of connections for each distinct route. Accounts with the same route share its pool,
 * save those whose conversation is written down: what is said for them is theirs alone.
 */
export function createSmtpSender({
  log,
  accountLog,
  localAddresses,
  egressPolicy,
  maxConnections = 5,
  silenceMs = SILENCE_MS,
  poolIdleMs = 10 * 60_000,
}: SmtpSenderOptions): SmtpSender {
  const pools = new Map<string, OpenPool>();
  let isClosed = false;

  const sweep = setInterval(
    () => {
      const before = performance.now() - poolIdleMs;
      for (const [key, { pool, inFlight, unusedSince }] of pools) {
        if (inFlight > 0 || unusedSince > before) continue;
        pools.delete(key);
        pool.close();
      }
    },
    Math.min(poolIdleMs, 60_000),
  );
  sweep.unref();

  function poolFor(account: MailAccount, route: SmtpRoute): OpenPool {
    const logged = accountLog?.isOn(account.id) === true ? accountLog : undefined;
    const key = logged ? `${routeKey(route)} ${account.id}` : routeKey(route);
    const known = pools.get(key);
    if (known) return known;
    const conversation = logged && conversationLog(connectionLog(logged, { ...account, smtp: route.smtp }, "smtp"));
    const pool = openPool(route, { maxConnections, silenceMs, policy: egressPolicy, conversation });
    const open = { pool, inFlight: 0, unusedSince: 0, told: new Map<string, number>() };
    pools.set(key, open);
    return open;
  }

  return {
    async send(account, message, { signal }) {
      const asked = message.relay ?? account.smtp;
      if (asked === null) throw new SendError("The account has no SMTP server", { code: "EENVELOPE" });
      const smtp = await withCurrentLogin(asked, { ...(signal && { signal }) }).catch(noLogin);
      const route = await routeOf(account, smtp, localAddresses, message);
      const networkRouting = routingOf(route, message.localAddress);
      if (isClosed) throw new SendError("The sender is closed", { code: "ECONNECTION", networkRouting });
      const open = poolFor(account, route);
      open.inFlight++;
      try {
        const info = await deliver(open.pool, message, signal);
        return {
          response: info.response,
          accepted: info.accepted,
          rejected: (info.rejectedErrors ?? []).map((refusal) => ({
            address: refusal.recipient ?? "",
            response: refusal.response ?? refusal.message,
          })),
          networkRouting,
          ...(info.serverMessageId !== undefined && { messageId: info.serverMessageId }),
          // A relay is not the account's own server.
          ...(message.relay === undefined && newlyLearnt(open, account.id, route.smtp.host)),
        };
      } catch (error) {
        const failure = toSendError(error, networkRouting);
        if (failure.code === "EAUTH") discardLogin(asked.auth, smtp.auth);
        log.debug({ account: account.id, host: route.smtp.host, code: failure.code }, "SMTP delivery failed");
        throw failure;
      } finally {
        open.inFlight--;
        open.unusedSince = performance.now();
      }
    },

    close() {
      isClosed = true;
      clearInterval(sweep);
      for (const { pool } of pools.values()) pool.close({ force: true });
      pools.clear();
    },
  };
}

/** What the server of a pool said of itself: now and then for each account that sends by it. */
function newlyLearnt({ pool, told }: OpenPool, account: string, host: string): Pick<SendReceipt, "server"> {
  const now = performance.now();
  if (now - (told.get(account) ?? -Infinity) < TOLD_EVERY_MS) return {};
  const server = serverDetailsOf(pool, host, new Date());
  if (server === undefined) return {};
  told.set(account, now);
  return { server };
}

/** Nobody could say how to log in. */
function noLogin(error: unknown): never {
  const isRefused = error instanceof ConnectFailure && error.reason === "authentication";
  const { message } = error as Error;
  throw new SendError(message, { code: isRefused ? "EOAUTH2" : "ECONNECTION", cause: error });
}

/** How the message left, as far as that was chosen. */
function routingOf({ proxy, localAddress, name }: SmtpRoute, requested: string | undefined): NetworkRouting | null {
  if (proxy === undefined && localAddress === undefined && requested === undefined) return null;
  return {
    ...(localAddress !== undefined && { localAddress }),
    ...(proxy !== undefined && { proxy: maskUrl(proxy) }),
    ...(name !== undefined && { name }),
    ...(requested !== undefined && requested !== localAddress && { requestedLocalAddress: requested }),
  };
}

function openPool(
  route: SmtpRoute,
  {
    maxConnections,
    silenceMs,
    policy,
    conversation,
  }: {
    maxConnections: number;
    silenceMs: number;
    policy: EgressPolicy;
    conversation: ReturnType<typeof conversationLog> | undefined;
  },
): SMTPPool {
  const transport = createTransport({
    ...transportOptions(route, silenceMs),
    // Commands and answers, and never the message.
    ...(conversation && { logger: conversation, transactionLog: true }),
    pool: true,
    maxConnections,
    maxMessages: MESSAGES_PER_CONNECTION,
  });
  useRoute(transport, route, { policy, timeoutMs: CONNECT_TIMEOUT_MS });
  const pool = transport.transporter as unknown as SMTPPool;
  // The transport hands its way through a proxy on with the first message that goes through itself; ours don't.
  if (transport.getSocket) pool.getSocket = transport.getSocket;
  return pool;
}

/** What a pool asks of a message. Ours is composed already, so the library's own composer stays out of the way. */
interface PooledMessage {
  data: { signal?: AbortSignal; dsn?: OutgoingMessage["dsn"] };
  message: {
    getEnvelope(): { from: string; to: string[]; size: number; use8BitMime: boolean };
    getHeader(name: string): string;
    messageId(): string;
    createReadStream(): Readable;
  };
}

function deliver(
  pool: SMTPPool,
  { content, envelope, dsn, beforeHandOff }: OutgoingMessage,
  signal: AbortSignal | undefined,
): Promise<SMTPPoolSentMessageInfo> {
  return new Promise((resolve, reject) => {
    let handOff: Promise<void> | undefined;
    let isReleased = false;
    let refusal: { reason: unknown } | undefined;
    let stream: Readable | undefined;

    // Asked once, even if the pool starts over on another connection because this one was stale.
    const release = () =>
      (handOff ??= Promise.resolve()
        .then(beforeHandOff)
        .then(
          () => {
            isReleased = true;
          },
          (reason: unknown) => {
            refusal = { reason };
            throw reason;
          },
        ));

    const mail: PooledMessage = {
      data: { ...(signal && { signal }), ...(dsn && { dsn }) },
      message: {
        getEnvelope: () => ({ ...envelope, size: content.length, use8BitMime: !isAscii(content) }),
        getHeader: () => "",
        messageId: () => "",
        createReadStream: () => (stream = guardedContent(content, release)),
      },
    };

    pool.send(mail as unknown as Parameters<SMTPPool["send"]>[0], (error, info) => {
      // A server may answer in the middle of the data; what is left must not follow.
      stream?.destroy();
      if (refusal) {
        reject(new SendError("The message was not released", { code: "ENOTRELEASED", cause: refusal.reason }));
      } else if (error) reject(error);
      else if (!isReleased || !info) {
        reject(new SendError("The server answered before the message was complete", { code: "ECONNECTION" }));
      } else resolve(info);
    });
  });
}
