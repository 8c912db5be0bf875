import type { Log } from "../../core/log.ts";
import { findLogState, hasHeldUpEvents, isAfter, type Position } from "../../storage/event-positions.ts";
import { type EventFilter, EVENTS_TOPIC, readEventHeads } from "../../storage/events.ts";
import type { Storage } from "../../storage/storage.ts";

/**
 * Wakes those who wait for events. However many they are, one look at the log serves them all, and
 * only those are woken whom something new may concern. The hint that events were written makes it
 * look at once; it looks every two seconds in any case, since hints can get lost and other nodes
 * give none.
 */
export interface LogWatch {
  /** Resolves when there may be something after `after` that fits, and when `signal` aborts. */
  news(filter: EventFilter, after: Position, signal: AbortSignal): Promise<void>;
  close(): void;
}

interface Waiting {
  filter: EventFilter;
  wake(): void;
}

const LOOK_EVERY_MS = 2000;
/** Events that are committed but held up by another transaction are looked for this soon, then less often. */
const HELD_UP_MS = 10;
/** When more than this is new, everybody is woken. */
const MOST_HEADS = 1000;

export function createLogWatch({ storage, log }: { storage: Storage; log: Log }): LogWatch {
  const waiting = new Set<Waiting>();
  /** How far everybody who had to be woken was; null when nobody waited. */
  let seen: Position | null = null;
  let isLooking = false;
  let lookAgain = false;
  let heldUpMs = HELD_UP_MS;
  let timer: NodeJS.Timeout | undefined;

  const stopListening = storage.onHint((topic) => {
    if (topic !== EVENTS_TOPIC || waiting.size === 0) return;
    heldUpMs = HELD_UP_MS;
    void look();
  });

  function lookIn(ms: number): void {
    clearTimeout(timer);
    timer = waiting.size > 0 ? setTimeout(() => void look(), ms).unref() : undefined;
  }

  async function look(): Promise<void> {
    lookAgain = true;
    if (isLooking) return;
    isLooking = true;
    try {
      let isHeldUp = false;
      while (lookAgain) {
        lookAgain = false;
        await wakeConcerned();
        isHeldUp = waiting.size > 0 && (await hasHeldUpEvents(storage));
      }
      heldUpMs = isHeldUp ? Math.min(heldUpMs * 2, LOOK_EVERY_MS) : HELD_UP_MS;
      lookIn(isHeldUp ? heldUpMs : LOOK_EVERY_MS);
    } catch (error) {
      log.warn({ err: error }, "The event log can't be read right now");
      lookIn(LOOK_EVERY_MS);
    } finally {
      isLooking = false;
    }
  }

  async function wakeConcerned(): Promise<void> {
    const from = seen;
    if (from === null) return;
    const { end } = await findLogState(storage);
    if (!isAfter(end, from)) return;
    const heads = await readEventHeads(storage, { after: from, end, limit: MOST_HEADS });
    // Others may wait by now, from another place on.
    if (seen === from) seen = end;
    else lookAgain = true;
    const isMuch = heads.length === MOST_HEADS;
    for (const one of waiting)
      if (isMuch || heads.some(({ account, name }) => fits(one.filter, account, name))) one.wake();
  }

  return {
    news(filter, after, signal) {
      if (signal.aborted || (seen !== null && isAfter(seen, after))) return Promise.resolve();
      return new Promise((resolve) => {
        const one: Waiting = {
          filter,
          wake() {
            waiting.delete(one);
            signal.removeEventListener("abort", one.wake);
            resolve();
            if (waiting.size > 0) return;
            clearTimeout(timer);
            seen = null;
          },
        };
        waiting.add(one);
        signal.addEventListener("abort", one.wake, { once: true });
        if (seen !== null) return;
        seen = after;
        // What was written since the reader looked gave its hint to nobody.
        void look();
      });
    },
    close() {
      stopListening();
      for (const one of waiting) one.wake();
    },
  };
}

const fits = ({ account, names }: EventFilter, accountOf: string | null, name: string) =>
  (account === undefined || account === accountOf) && (names === undefined || names.includes(name));
