import type { AccountWatch } from "../../core/account-watch.ts";
import { listAccountRevisions } from "../../storage/accounts.ts";
import { moveAccount, watchAccount, type WatchAccountDeps } from "./watch-account.ts";

export interface AccountSync extends AccountWatch {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Accounts that were added, changed or removed by another process are noticed this soon. */
const RECONCILE_EVERY_MS = 5000;

interface Watched {
  revision: number;
  abort: AbortController;
  done: Promise<void>;
  /** Set once it is to end; the account is watched anew when that is over. */
  ending?: Promise<void>;
}

/**
 * Watches every account that can be watched. A change of an account's configuration (its
 * revision), or the hint `reconnect:<account>`, ends its watch and begins a new one.
 */
export function createAccountSync(deps: WatchAccountDeps): AccountSync {
  const { storage, mail, log } = deps;
  const watched = new Map<string, Watched>();
  let timer: NodeJS.Timeout | undefined;
  let stopListening = () => {};
  let isStopping = false;
  let running: Promise<void> | null = null;
  let isWanted = false;
  let lookedAt: number | null = null;
  const toRestart = new Set<string>();

  /** One look at a time; a look asked for meanwhile follows at once. */
  function reconcile(): void {
    isWanted = true;
    running ??= (async () => {
      while (isWanted && !isStopping) {
        isWanted = false;
        await reconcileOnce().catch((error: unknown) =>
          log.warn({ err: error }, "Accounts can't be looked up right now"),
        );
      }
      running = null;
    })();
  }

  async function reconcileOnce(): Promise<void> {
    const restarts = new Set(toRestart);
    toRestart.clear();
    const current = new Map((await listAccountRevisions(storage)).map((row) => [row.id, row]));
    for (const [id, watch] of watched) {
      const row = current.get(id);
      const isStale = row === undefined || row.revision !== watch.revision || restarts.has(id);
      // Nobody waits for a server that is slow to let go.
      if (isStale && watch.ending === undefined) void end(id, watch).then(reconcile);
    }
    if (isStopping) return;
    for (const { id, revision } of current.values()) if (!watched.has(id)) begin(id, revision);
    lookedAt = deps.now();
  }

  function begin(id: string, revision: number): void {
    const abort = new AbortController();
    const done = watchAccount(deps, id, abort.signal).catch((error: unknown) =>
      log.error({ err: error, account: id }, "The watch of an account ended unexpectedly"),
    );
    watched.set(id, { revision, abort, done });
  }

  function end(id: string, watch: Watched): Promise<void> {
    return (watch.ending ??= (async () => {
      watch.abort.abort();
      await watch.done;
      await mail
        .reset(id)
        .catch((error: unknown) => log.warn({ err: error, account: id }, "A mail session could not be closed"));
      watched.delete(id);
    })());
  }

  return {
    get watched() {
      return watched.size;
    },
    get lookedAt() {
      return lookedAt;
    },
    async start() {
      for (const { id } of await listAccountRevisions(storage)) await moveAccount(storage, id, "restart");
      stopListening = storage.onHint((topic) => {
        if (topic.startsWith("reconnect:")) toRestart.add(topic.slice("reconnect:".length));
        if (topic.startsWith("account:") || topic.startsWith("reconnect:")) reconcile();
      });
      timer = setInterval(reconcile, RECONCILE_EVERY_MS);
      timer.unref();
      reconcile();
    },
    async stop() {
      isStopping = true;
      stopListening();
      clearInterval(timer);
      await running;
      const ids = [...watched.keys()];
      await Promise.all([...watched].map(([id, watch]) => end(id, watch)));
      for (const id of ids)
        await moveAccount(storage, id, "lost").catch((error: unknown) =>
          log.warn({ err: error, account: id }, "The state of an account could not be saved"),
        );
    },
  };
}
