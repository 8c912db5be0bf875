import { setImmediate as nextTurn } from "node:timers/promises";
import type { Meter } from "../../core/meter.ts";
import { oldestJobAt } from "../../queue/oldest.ts";
import { findLogState, noteDeletedPosition, type Position } from "../../storage/event-positions.ts";
import { deleteEvents, findNeededEvents, measureEvents, readEventAges } from "../../storage/events.ts";
import type { Storage } from "../../storage/storage.ts";

/** Rows that are looked at and deleted in one transaction, so that nobody waits long for it. */
const ROWS_AT_ONCE = 500;
const ROWS_MEASURED_AT_ONCE = 10_000;

/**
 * Forgets the oldest events: those from before `before` (epoch ms), and as many more as it takes to
 * keep no more than `maxBytes` of payload; 0 is no bound. Events that a webhook may still have to
 * tell stay, however old, and however much there is of them.
 */
export async function trimEventLog(
  storage: Storage,
  { before, maxBytes, meter }: { before: number; maxBytes: number; meter: Meter },
): Promise<void> {
  const { end } = await findLogState(storage);
  // What is not fanned out has no deliveries yet; an event and its job are of the same moment.
  const fannedOutBefore = (await oldestJobAt(storage, "event-fan-out")) ?? Infinity;
  const measured = await measure(storage);
  let { count, bytes, oldestAt } = measured;
  let after = START;
  for (;;) {
    const excess = maxBytes > 0 ? bytes - maxBytes : 0;
    const portion = await readEventAges(storage, { after, end, limit: ROWS_AT_ONCE });
    const last = portion.at(-1);
    if (last === undefined) break;
    const deleted = await storage.transaction(async (tx) => {
      const fannedOut = portion.filter(({ at }) => at < fannedOutBefore);
      const needed = await findNeededEvents(
        tx,
        fannedOut.map(({ id }) => id),
      );
      let freed = 0;
      const going = fannedOut.filter(({ id, at, size }) => {
        if (needed.has(id) || (at >= before && freed >= excess)) return false;
        freed += size;
        return true;
      });
      await deleteEvents(
        tx,
        going.map(({ id }) => id),
      );
      const farthest = going.at(-1);
      if (farthest !== undefined) await noteDeletedPosition(tx, farthest);
      return going;
    });
    count -= deleted.length;
    for (const { size } of deleted) bytes -= size;
    after = last;
    if (last.at >= before && (maxBytes === 0 || bytes <= maxBytes)) break;
    await nextTurn();
  }
  if (count < measured.count) oldestAt = (await readEventAges(storage, { after: START, end, limit: 1 }))[0]?.at ?? null;
  meter.eventLog({ events: count, bytes, oldestAt });
}

/** Before every event. */
const START: Position = { xid: 0, seq: 0 };

/** In portions, with room for others in between. */
async function measure(storage: Storage): Promise<{ count: number; bytes: number; oldestAt: number | null }> {
  let [count, bytes, after] = [0, 0, START];
  for (;;) {
    const portion = await measureEvents(storage, after, ROWS_MEASURED_AT_ONCE);
    count += portion.count;
    bytes += portion.bytes;
    if (portion.count < ROWS_MEASURED_AT_ONCE) break;
    after = portion.last;
    await nextTurn();
  }
  const { end } = await findLogState(storage);
  const [oldest] = await readEventAges(storage, { after: START, end, limit: 1 });
  return { count, bytes, oldestAt: oldest?.at ?? null };
}
