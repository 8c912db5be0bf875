import type { Readable } from "node:stream";
import type { AccountStateChange } from "@posthorn/contracts/changes";
import { stateLabel } from "@posthorn/contracts/state-label";
import type { Log } from "../../core/log.ts";
import { type AccountCondition, findAccountConditions } from "../../storage/accounts.ts";
import type { Storage } from "../../storage/storage.ts";
import { findLiveSessionIds } from "../../storage/sessions.ts";
import { findTokenIds } from "../../storage/tokens.ts";
import { StateStream } from "./stream.ts";

/**
 * Tells whoever listens how accounts fare, as server-sent events. The hint `state:<account>` makes
 * it look the account up; a hint that gets lost is a message that is not sent, and several in a row
 * may become one: the newest state is what counts.
 */
export interface StateFeed {
  /** A stream that lasts until `signal` aborts, what let the caller in has ended, or the feed closes. */
  open(caller: Listener, signal: AbortSignal): Readable;
  /** Ends every stream, and those opened afterwards too. */
  close(): void;
}

/** What let a listener in; neither, where calls without a token are let in. */
interface Listener {
  token: { id: string; expiresAt: number | null } | null;
  session: { id: string } | null;
}

interface Key {
  kind: "token" | "session";
  id: string;
  /** Of a token; a session's moves with its use. */
  expiresAt: number | null;
}

/** Keys that expire, or that another process revoked, are noticed this soon; those revoked here, at once. */
const TICK_MS = 1000;
const ACCOUNTS_AT_ONCE = 500;

export function createStateFeed(options: {
  storage: Storage;
  log: Log;
  /** The first line of each stream. */
  greeting: string;
  now(): number;
}): StateFeed {
  const { storage, log, greeting, now } = options;
  const streams = new Map<StateStream, Key | null>();
  const changed = new Set<string>();
  let isTelling = false;
  let isClosed = false;
  let looking: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  const stopListening = storage.onHint((topic) => {
    if (streams.size === 0) return;
    if (topic.startsWith("state:")) {
      changed.add(topic.slice("state:".length));
      void tellChanged();
    } else if (/^(token|session):/.test(topic)) {
      endWhere(({ kind, id }) => `${kind}:${id}` === topic);
    }
  });

  async function tellChanged(): Promise<void> {
    if (isTelling) return;
    isTelling = true;
    try {
      while (changed.size > 0) {
        const ids = [...changed].slice(0, ACCOUNTS_AT_ONCE);
        for (const id of ids) changed.delete(id);
        for (const account of await findAccountConditions(storage, ids)) {
          const data = JSON.stringify(messageOf(account));
          for (const stream of streams.keys()) stream.tell(account.id, data, now());
        }
      }
    } catch (error) {
      log.warn({ err: error }, "Changed accounts can't be looked up right now");
    } finally {
      isTelling = false;
    }
  }

  function endWhere(isOver: (key: Key) => boolean): void {
    for (const [stream, key] of streams) if (key !== null && isOver(key)) stream.end();
  }

  function tick(): void {
    const at = now();
    endWhere(({ expiresAt }) => expiresAt !== null && expiresAt <= at);
    for (const stream of streams.keys()) stream.keepAlive(at);
    looking ??= lookForKeys(at).finally(() => (looking = null));
  }

  async function lookForKeys(at: number): Promise<void> {
    const idsOf = (wanted: Key["kind"]) => [
      ...new Set([...streams.values()].flatMap((key) => (key?.kind === wanted ? [key.id] : []))),
    ];
    const asked = { token: idsOf("token"), session: idsOf("session") };
    try {
      const left = new Set([
        ...(await findTokenIds(storage, asked.token)),
        ...(await findLiveSessionIds(storage, asked.session, at)),
      ]);
      endWhere(({ kind, id }) => asked[kind].includes(id) && !left.has(id));
    } catch (error) {
      log.warn({ err: error }, "Tokens and sessions can't be looked up right now");
    }
  }

  function forget(stream: StateStream): void {
    streams.delete(stream);
    if (streams.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    changed.clear();
  }

  return {
    open(listener, signal) {
      const stream = new StateStream(greeting, now());
      if (isClosed) {
        stream.end();
        return stream;
      }
      streams.set(stream, keyOf(listener));
      stream.once("close", () => forget(stream));
      if (signal.aborted) stream.destroy();
      else signal.addEventListener("abort", () => stream.destroy(), { once: true });
      timer ??= setInterval(tick, TICK_MS).unref();
      return stream;
    },
    close() {
      isClosed = true;
      stopListening();
      for (const stream of streams.keys()) stream.end();
    },
  };
}

function keyOf({ token, session }: Listener): Key | null {
  if (token !== null) return { kind: "token", id: token.id, expiresAt: token.expiresAt };
  return session === null ? null : { kind: "session", id: session.id, expiresAt: null };
}

function messageOf({ id, state, lastError }: AccountCondition): AccountStateChange {
  const label = stateLabel(state, lastError);
  const payload = label.type === "danger" && lastError !== null ? { error: lastError } : null;
  return { account: id, type: "state", key: state, payload, stateLabel: label };
}
