import type { WaitReason } from "@posthorn/contracts/outbox";
import type { SendingLimits } from "@posthorn/contracts/sending-limits";
import { dayOf, nextDayAt, opensAt } from "./sending-window.ts";

/**
 * How fast something may be sent: whether a message may go now, and if not, when it asks again.
 *
 * Messages a minute are spread evenly; only what is worth two seconds goes at once, so that looking for work takes
 * nothing from the rate. Who has to wait gets a turn of its own behind those who wait already, so that ten thousand
 * messages ask twice each and not all of them every time. Single messages and those of a mail merge wait in two lines,
 * and as long as somebody stands in the first, the second waits.
 */
export interface Pace {
  /** When the next message may go, by the rate (epoch ms). */
  nextAt: number;
  /** When the last of those who wait has its turn. */
  singleUntil: number;
  bulkUntil: number;
  /** The day that `sentToday` counts, such as `2031-02-03`. */
  day: string;
  sentToday: number;
}

export const NEW_PACE: Pace = { nextAt: 0, singleUntil: 0, bulkUntil: 0, day: "", sentToday: 0 };

export interface Question {
  limits: SendingLimits;
  /** A name that `Intl` knows. */
  tz: string;
  isBulk: boolean;
  /** Messages that are being sent right now. */
  underWay: number;
  now: number;
}

/** `pace` is what is to be kept: when the message goes, or because it waits. */
export type Answer = { may: true; pace: Pace } | { may: false; reason: WaitReason; at: number; pace: Pace };

/** A message that is sent wakes the next; in case that is forgotten, it asks by itself. */
const ASK_AGAIN_MS = 30_000;
const AT_ONCE_MS = 2000;

export function askPace(pace: Pace, { limits, tz, isBulk, underWay, now }: Question): Answer {
  const { perMinute, perDay, atOnce, window } = limits;
  if (window) {
    const at = opensAt(window, tz, now);
    if (at > now) return { may: false, reason: "window", at, pace };
  }
  const day = perDay === undefined ? pace.day : dayOf(tz, now);
  const sentToday = day === pace.day ? pace.sentToday : 0;
  if (perDay !== undefined && sentToday >= perDay)
    return { may: false, reason: "dailyCap", at: nextDayAt(tz, now), pace };
  if (atOnce !== undefined && underWay >= atOnce) return { may: false, reason: "atOnce", at: now + ASK_AGAIN_MS, pace };
  const counted = { ...pace, day, sentToday: sentToday + 1 };
  if (perMinute === undefined) return { may: true, pace: counted };
  const interval = 60_000 / perMinute;
  const readyAt = Math.round(pace.nextAt - AT_ONCE_MS);
  const hasToYield = isBulk && pace.singleUntil > now;
  if (readyAt <= now && !hasToYield)
    return { may: true, pace: { ...counted, nextAt: Math.round(Math.max(now, pace.nextAt) + interval) } };
  const at = Math.max(readyAt, pace.singleUntil, isBulk ? pace.bulkUntil : 0, now + 1);
  const until = Math.round(at + interval);
  return {
    may: false,
    reason: "rate",
    at,
    pace: { ...pace, ...(isBulk ? { bulkUntil: until } : { singleUntil: until }) },
  };
}
