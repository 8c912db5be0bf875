/**
 * How fast accounts connect: so many logins at once in all, and so many to one host, so that a
 * start with thousands of accounts neither floods a server nor this process. A login that takes
 * long costs this process nothing, so after `slowMs` it counts for its host only: servers that
 * never answer hold up nobody else's accounts.
 */
export interface DialPace {
  /** Waits for a turn; the returned function ends it and may be called again without effect. */
  enter(host: string, signal: AbortSignal): Promise<() => void>;
}

/** `gapMs` is the least time between two turns. */
export function createDialPace(limits: { total: number; perHost: number; slowMs: number; gapMs?: number }): DialPace {
  const gapMs = limits.gapMs ?? 0;
  let isGap = false;
  let total = 0;
  const perHost = new Map<string, number>();
  const waiting: { host: string; admit: () => void }[] = [];

  const hasRoom = (host: string) => !isGap && total < limits.total && (perHost.get(host) ?? 0) < limits.perHost;

  function beginGap(): void {
    if (gapMs === 0) return;
    isGap = true;
    setTimeout(() => {
      isGap = false;
      admitWaiting();
    }, gapMs).unref();
  }

  function take(host: string): () => void {
    total++;
    perHost.set(host, (perHost.get(host) ?? 0) + 1);
    beginGap();
    let isOver = false;
    let isCounted = true;
    const uncount = () => {
      if (isCounted) total--;
      isCounted = false;
    };
    const slow = setTimeout(() => {
      uncount();
      admitWaiting();
    }, limits.slowMs).unref();
    return () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(slow);
      uncount();
      const left = (perHost.get(host) ?? 1) - 1;
      if (left === 0) perHost.delete(host);
      else perHost.set(host, left);
      admitWaiting();
    };
  }

  function admitWaiting(): void {
    for (let index = 0; index < waiting.length && total < limits.total && !isGap;) {
      const next = waiting[index];
      if (next !== undefined && hasRoom(next.host)) {
        waiting.splice(index, 1);
        next.admit();
      } else index++;
    }
  }

  return {
    enter(host, signal) {
      if (signal.aborted) return Promise.resolve(() => {});
      if (hasRoom(host)) return Promise.resolve(take(host));
      return new Promise((resolve) => {
        const entry = {
          host,
          admit() {
            signal.removeEventListener("abort", giveUp);
            resolve(take(host));
          },
        };
        const giveUp = () => {
          const index = waiting.indexOf(entry);
          if (index >= 0) waiting.splice(index, 1);
          resolve(() => {});
        };
        signal.addEventListener("abort", giveUp, { once: true });
        waiting.push(entry);
      });
    },
  };
}
