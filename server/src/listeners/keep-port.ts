import { isDeepStrictEqual } from "node:util";
import type { Log } from "../core/log.ts";
import type { ListenerState } from "../core/listener-state.ts";
import type { Listener } from "./listener.ts";

/** What a port is wanted for. Two that are equal need no other listener. */
export interface Wanted {
  host: string;
  port: number;
}

/** A listener with what ends its clients' sessions in good order. */
export interface OpenPort {
  readonly listener: Listener;
  /** Tells clients that are between two things to leave; the others may finish. */
  dismiss(): void;
}

/** A port that is open as long as it is wanted, and where. */
export interface KeptPort {
  /** Follows what is wanted from now on. Resolves once it listens, or it turned out that it can't. */
  start(): Promise<void>;
  /** Closes it for good. Clients may finish for `graceMs`. Idempotent. */
  close(graceMs: number): Promise<void>;
}

export interface KeepPortOptions<W extends Wanted> {
  /** For the log: "The SMTP server". */
  name: string;
  /** null when it is not to listen. */
  wanted(): W | null;
  /** Calls `listener` when something else may be wanted, until the returned function is called. */
  onChange(listener: () => void): () => void;
  open(wanted: W): Promise<OpenPort>;
  onState(state: ListenerState): void;
  log: Log;
  /** Before a port that could not be opened is tried again. */
  retryMs?: number;
}

/** For clients of a listener that made room for another. */
const LEAVE_WITHIN_MS = 30_000;

/**
 * Opens and closes a listener by what is wanted of it. One that can't be opened ends nothing: it is told in the log
 * and in the state, and tried again.
 */
export function keepPort<W extends Wanted>(options: KeepPortOptions<W>): KeptPort {
  const { name, log, retryMs = 10_000 } = options;
  let state: ListenerState = { name: "disabled" };
  let open: { wanted: W; port: OpenPort } | null = null;
  let isClosed = false;
  let applying: Promise<void> = Promise.resolve();
  let retry: NodeJS.Timeout | undefined;
  /** Listeners that accept nobody any more and still have clients. */
  const leaving = new Set<Listener>();

  function become(next: ListenerState): void {
    if (isDeepStrictEqual(state, next)) return;
    state = next;
    options.onState(next);
  }

  async function change(): Promise<void> {
    const wanted = isClosed ? null : options.wanted();
    if (open !== null && isDeepStrictEqual(open.wanted, wanted)) return;
    clearTimeout(retry);
    if (open !== null) {
      letGo(open.port, LEAVE_WITHIN_MS);
      open = null;
      log.info({}, `${name} no longer listens there`);
    }
    if (wanted === null) return become({ name: "disabled" });
    const { host, port } = wanted;
    try {
      open = { wanted, port: await options.open(wanted) };
      const at = { host, port: open.port.listener.address.port };
      log.info(at, `${name} is listening`);
      become({ name: "listening", ...at });
    } catch (error) {
      const reason = inWords(error, wanted);
      if (state.name !== "failed" || state.error !== reason)
        log.error({ host, port, err: error }, `${name} can't listen. ${reason}`);
      become({ name: "failed", host, port, error: reason });
      retry = setTimeout(apply, retryMs).unref();
    }
  }

  function letGo({ listener, dismiss }: OpenPort, graceMs: number): void {
    listener.stop();
    dismiss();
    leaving.add(listener);
    void listener.drain(graceMs).then(() => leaving.delete(listener));
  }

  function apply(): void {
    applying = applying.then(change);
  }

  let closing: Promise<void> | null = null;
  let stopFollowing = () => {};
  async function close(graceMs: number): Promise<void> {
    isClosed = true;
    stopFollowing();
    await applying;
    clearTimeout(retry);
    if (open !== null) letGo(open.port, graceMs);
    open = null;
    await Promise.all([...leaving].map((listener) => listener.drain(graceMs)));
    become({ name: "disabled" });
  }

  return {
    async start() {
      stopFollowing = options.onChange(apply);
      apply();
      await applying;
    },
    close: (graceMs) => (closing ??= close(graceMs)),
  };
}

/** What an operator can do something about. */
function inWords(error: unknown, { host, port }: Wanted): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return `Another program listens on port ${port} of ${host}.`;
  if (code === "EADDRNOTAVAIL") return `This machine does not have the address ${host}.`;
  if (code === "EACCES") return `The operating system does not allow to listen on port ${port}.`;
  return message;
}
