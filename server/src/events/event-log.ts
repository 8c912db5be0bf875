import { randomUUID } from "node:crypto";
import type { EventEnvelope, EventName } from "@posthorn/contracts/events";
import type { Meter } from "../core/meter.ts";
import { enqueueJobs } from "../queue/enqueue.ts";
import { appendEvents } from "../storage/events.ts";
import type { Db } from "../storage/storage.ts";

/**
 * The log of what happened. An event is written once, in the transaction of the change that caused
 * it, together with the job that fans it out; webhooks and every other way of telling are readers
 * of this log.
 */
export interface EventLog {
  /** Resolves with the ids of the events. */
  publish(tx: Db, events: readonly NewEvent[], now: number): Promise<string[]>;
}

export interface NewEvent {
  name: EventName;
  /** Null for what the installation tells of itself. */
  account: string | null;
  path?: string;
  specialUse?: string;
  data: unknown;
  /** How long it took us to learn of it, where that is known; it is only counted. */
  lagMs?: number;
}

export interface EventLogOptions {
  meter: Meter;
  serviceUrl(): string | null;
  /** Whether any endpoint could want an event at all; if not, none is fanned out. */
  isAnyoneListening(): boolean;
}

export function createEventLog({ meter, serviceUrl, isAnyoneListening }: EventLogOptions): EventLog {
  return {
    async publish(tx, events, now) {
      if (events.length === 0) return [];
      const ids = events.map(() => randomUUID());
      const date = new Date(now).toISOString();
      const seqs = await appendEvents(
        tx,
        events.map(({ name, account, path, specialUse, data }, index) => {
          const envelope: EventEnvelope = {
            serviceUrl: serviceUrl(),
            account,
            date,
            ...(path !== undefined && { path }),
            ...(specialUse !== undefined && { specialUse }),
            event: name,
            data,
          };
          return { id: ids[index] ?? "", account, name, at: now, payload: JSON.stringify(envelope) };
        }),
      );
      if (isAnyoneListening())
        await enqueueJobs(
          tx,
          events.map((event, index) => ({
            kind: "event-fan-out",
            lane: event.account ?? "",
            share: event.account ?? "",
            payload: { event: seqs[index] ?? 0 },
          })),
          now,
        );
      tx.afterCommit(() => {
        for (const { name, account, lagMs } of events) {
          meter.event(name, account);
          if (lagMs !== undefined) meter.syncLag(lagMs);
        }
      });
      return ids;
    },
  };
}
