import { PosthornError } from "../../core/errors.ts";
import { ConnectFailure } from "../../core/mail-backend.ts";
import { Allowance } from "./allowance.ts";
import type { ImapClient } from "./connection.ts";
import { tooManyConnections } from "./errors.ts";
import type { HostLimit, LimitedPool } from "./host-limits.ts";

export interface PoolOptions {
  connect(signal?: AbortSignal): Promise<ImapClient>;
  max: number;
  idleMs: number;
  /** What the accounts of one server share. */
  hostLimit?: HostLimit;
  /** Borrowers without a connection became more (1) or fewer (-1). */
  onWaiters?(change: 1 | -1): void;
}

export interface BorrowOptions {
  /** A connection that has this mailbox selected already is preferred. */
  path?: string;
  /** `stream`: for as long as a reader takes. `background`: whoever waits for an answer goes first. */
  as?: "request" | "stream" | "background";
  signal?: AbortSignal;
}

/** A borrowed connection; nobody else uses it until it is released. */
export interface Loan {
  readonly client: ImapClient;
  release(): void;
}

/**
 * A few connections for whoever asks, opened on demand and closed when idle. Loans that live as
 * long as their reader likes (`stream`) never take the last connection, so that a slow download
 * can't keep a listing waiting. Background work gets one at a time. When the server refuses one
 * connection more, whoever wanted it waits for one of those that there are, and for a while no more
 * are opened.
 */
export interface ConnectionPool {
  borrow(options?: BorrowOptions): Promise<Loan>;
  use<T>(options: BorrowOptions, work: (client: ImapClient) => Promise<T>): Promise<T>;
  /** Resolves when no request has been under way for a moment, and after `patienceMs` in any case. */
  lull(patienceMs: number): Promise<void>;
  readonly size: number;
  /** Closes the connections that nobody uses: somebody else needs the room on the server. */
  closeIdle(): void;
  close(): void;
}

/** Who asks for one thing after the other is back sooner than this. */
const LULL_MS = 3;

/**
 * Accounts that were looked through in the background are often idle otherwise, and when many
 * connect at once the memory of their second connections is better used by the next ones.
 */
const BACKGROUND_IDLE_MS = 1000;

interface Waiter {
  options: BorrowOptions;
  resolve(loan: Loan): void;
  reject(error: unknown): void;
}

export function createPool({ connect, max, idleMs, hostLimit, onWaiters }: PoolOptions): ConnectionPool {
  const allowance = new Allowance(max);
  const idle = new Map<ImapClient, ReturnType<typeof setTimeout>>();
  const lent = new Map<ImapClient, BorrowOptions["as"]>();
  const opening = new Map<AbortController, BorrowOptions["as"]>();
  const waiting: Waiter[] = [];
  let requestEndedAt = -Infinity;
  let closed = false;

  const sizeOf = () => idle.size + lent.size + opening.size;
  const countOf = (kind: BorrowOptions["as"]) =>
    [...lent.values(), ...opening.values()].filter((as) => as === kind).length;
  const mayStart = ({ as = "request" }: BorrowOptions) => {
    if (as === "stream") return countOf("stream") < Math.max(1, allowance.size - 1);
    if (as === "background") return countOf("background") < 1;
    return true;
  };

  const forget = (client: ImapClient) => {
    const timer = idle.get(client);
    if (timer) clearTimeout(timer);
    idle.delete(client);
    lent.delete(client);
  };

  const lend = (client: ImapClient, { as = "request" }: BorrowOptions): Loan => {
    forget(client);
    lent.set(client, as);
    let released = false;
    return {
      client,
      release() {
        if (released) return;
        released = true;
        lent.delete(client);
        if (as === "request") requestEndedAt = performance.now();
        // Who shares a full server takes turns.
        if (closed || !client.usable || hostLimit?.isWaitedFor(member)) client.close();
        else keep(client, as === "background" ? Math.min(idleMs, BACKGROUND_IDLE_MS) : idleMs);
        serve();
      },
    };
  };

  const keep = (client: ImapClient, forMs: number) => {
    const timer = setTimeout(() => {
      idle.delete(client);
      client.logout().catch(() => client.close());
    }, forMs);
    timer.unref();
    idle.set(client, timer);
  };

  const pickIdle = (path: string | undefined): ImapClient | undefined => {
    let spare: ImapClient | undefined;
    for (const client of idle.keys()) {
      if (!client.usable) {
        forget(client);
        continue;
      }
      if (path === undefined || (client.mailbox && client.mailbox.path === path)) return client;
      spare ??= client;
    }
    return spare;
  };

  function serve() {
    for (const urgent of [true, false])
      for (let i = 0; i < waiting.length;) {
        const waiter = waiting[i] as Waiter;
        if ((waiter.options.as !== "background") !== urgent || !mayStart(waiter.options)) {
          i++;
          continue;
        }
        const client = pickIdle(waiter.options.path);
        if (!client && (sizeOf() >= allowance.size || hostLimit?.take(member) === false)) return;
        waiting.splice(i, 1);
        if (client) waiter.resolve(lend(client, waiter.options));
        else void open(waiter);
      }
  }

  async function open(waiter: Waiter) {
    const { options, resolve, reject } = waiter;
    const attempt = new AbortController();
    opening.set(attempt, options.as ?? "request");
    const giveUp = () => attempt.abort();
    options.signal?.addEventListener("abort", giveUp, { once: true });
    let isConnected = false;
    try {
      const client = await connect(attempt.signal);
      isConnected = true;
      client.once("close", () => {
        forget(client);
        hostLimit?.give();
        serve();
      });
      if (closed) {
        client.close();
        throw shutDown();
      }
      opening.delete(attempt);
      if (options.signal?.aborted) {
        keep(client, idleMs);
        throw options.signal.reason;
      }
      resolve(lend(client, options));
    } catch (error) {
      opening.delete(attempt);
      if (!options.signal?.aborted && !closed && isWorthWaiting(error)) waiting.unshift(waiter);
      else reject(options.signal?.aborted ? options.signal.reason : error);
    } finally {
      opening.delete(attempt);
      options.signal?.removeEventListener("abort", giveUp);
      if (!isConnected) hostLimit?.give();
      serve();
    }
  }

  /** Whether a connection was refused only because there are others, which will come free. */
  function isWorthWaiting(error: unknown): boolean {
    const limit = tooManyConnections(error);
    if (limit === undefined) return false;
    if (limit === "address" && hostLimit?.refuse()) return true;
    if (sizeOf() === 0) return false;
    allowance.refuse(sizeOf());
    return true;
  }

  const member: LimitedPool = {
    closeIdle() {
      const [client] = idle.keys();
      if (client) forget(client);
      client?.close();
      return client !== undefined;
    },
    serve,
  };
  hostLimit?.join(member);

  const pool: ConnectionPool = {
    get size() {
      return sizeOf();
    },
    borrow(options = {}) {
      const { signal } = options;
      return new Promise<Loan>((resolve, reject) => {
        if (closed) return reject(shutDown());
        if (signal?.aborted) return reject(signal.reason);
        const abandon = () => {
          const at = waiting.indexOf(waiter);
          if (at >= 0) {
            waiting.splice(at, 1);
            onWaiters?.(-1);
          }
          reject(signal?.reason);
        };
        const settle =
          <T>(then: (value: T) => void) =>
          (value: T) => {
            onWaiters?.(-1);
            signal?.removeEventListener("abort", abandon);
            then(value);
          };
        const waiter: Waiter = { options, resolve: settle(resolve), reject: settle(reject) };
        signal?.addEventListener("abort", abandon, { once: true });
        onWaiters?.(1);
        waiting.push(waiter);
        serve();
      });
    },
    async lull(patienceMs) {
      const began = performance.now();
      for (let now = began; !closed && now - began < patienceMs; now = performance.now()) {
        if (countOf("request") === 0 && now - requestEndedAt >= LULL_MS) return;
        await new Promise((resolve) => setTimeout(resolve, LULL_MS));
      }
    },
    async use(options, work) {
      const loan = await pool.borrow(options);
      // A command in flight can't be called back; whoever gives up takes the connection along.
      const giveUp = () => loan.client.close();
      options.signal?.addEventListener("abort", giveUp, { once: true });
      try {
        return await work(loan.client);
      } catch (error) {
        // A server at fault is left.
        if (error instanceof ConnectFailure) loan.client.close();
        throw options.signal?.aborted ? options.signal.reason : error;
      } finally {
        options.signal?.removeEventListener("abort", giveUp);
        loan.release();
      }
    },
    closeIdle() {
      while (member.closeIdle());
    },
    close() {
      closed = true;
      for (const attempt of opening.keys()) attempt.abort();
      for (const client of [...idle.keys(), ...lent.keys()]) {
        forget(client);
        client.close();
      }
      for (const { reject } of waiting.splice(0)) reject(shutDown());
      hostLimit?.leave(member);
    },
  };
  return pool;
}

const shutDown = () =>
  new PosthornError("unavailable", "The account's connections were closed", {
    code: "IMAPConnectionClosing",
    temporary: true,
  });
