import type { Log } from "../../core/log.ts";
import { findLiveSessionIds } from "../../storage/sessions.ts";
import type { Storage } from "../../storage/storage.ts";
import { findLiveTokenIds } from "../../storage/tokens.ts";

/** An answer that goes on for long, such as a stream of events. */
export interface LiveCall {
  /** Ends it now. May come more than once. */
  end(): void;
  /** Comes every second, for what has to be said now and then. */
  keepAlive?(now: number): void;
}

/** What let a caller in; neither, where calls without a token are let in. */
export interface Listener {
  token: { id: string; expiresAt: number | null } | null;
  session: { id: string } | null;
}

/** Ends calls that go on for long once what let the caller in has ended, and all of them at a stop. */
export interface LiveCalls {
  /** Looks after a call from now on; the answer is to be called when it is over. */
  add(call: LiveCall, listener: Listener): () => void;
  /** Ends every call, and those added afterwards too. */
  close(): void;
}

interface Key {
  kind: "token" | "session";
  id: string;
  /** Of a token; a session's moves with its use. */
  expiresAt: number | null;
}

/** Keys that expire, or that another process revoked, are noticed this soon; those revoked here, at once. */
const TICK_MS = 1000;

export function createLiveCalls(options: { storage: Storage; log: Log; now(): number }): LiveCalls {
  const { storage, log, now } = options;
  const calls = new Map<LiveCall, Key | null>();
  let isClosed = false;
  let looking: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  const stopListening = storage.onHint((topic) => {
    if (calls.size > 0 && /^(token|session):/.test(topic)) endWhere(({ kind, id }) => `${kind}:${id}` === topic);
  });

  function endWhere(isOver: (key: Key) => boolean): void {
    for (const [call, key] of calls) if (key !== null && isOver(key)) call.end();
  }

  function tick(): void {
    const at = now();
    endWhere(({ expiresAt }) => expiresAt !== null && expiresAt <= at);
    for (const call of calls.keys()) call.keepAlive?.(at);
    looking ??= lookForKeys(at).finally(() => (looking = null));
  }

  async function lookForKeys(at: number): Promise<void> {
    const idsOf = (wanted: Key["kind"]) => [
      ...new Set([...calls.values()].flatMap((key) => (key?.kind === wanted ? [key.id] : []))),
    ];
    const asked = { token: idsOf("token"), session: idsOf("session") };
    try {
      const left = new Set([
        ...(await findLiveTokenIds(storage, asked.token, at)),
        ...(await findLiveSessionIds(storage, asked.session, at)),
      ]);
      const gone = new Set([...asked.token, ...asked.session].filter((id) => !left.has(id)));
      if (gone.size > 0) endWhere(({ id }) => gone.has(id));
    } catch (error) {
      log.warn({ err: error }, "Tokens and sessions can't be looked up right now");
    }
  }

  return {
    add(call, listener) {
      if (isClosed) call.end();
      calls.set(call, keyOf(listener));
      timer ??= setInterval(tick, TICK_MS).unref();
      return () => {
        calls.delete(call);
        if (calls.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    close() {
      isClosed = true;
      stopListening();
      for (const call of calls.keys()) call.end();
    },
  };
}

function keyOf({ token, session }: Listener): Key | null {
  if (token !== null) return { kind: "token", id: token.id, expiresAt: token.expiresAt };
  return session === null ? null : { kind: "session", id: session.id, expiresAt: null };
}
