import type { JobKind, JobPayloads } from "../core/jobs.ts";

/**
 * Words of this room.
 *
 * - A **job** is something to do, kept until it is done. It carries a small payload.
 * - A **lane** is a queue of jobs that run one at a time, oldest first. It exists while it has jobs.
 * - A **share** is whom a lane burdens (a host, an account); a consumer caps how many lanes of one
 *   share it works on at once, so that a slow one delays nobody else.
 * - A **claim** leases a lane to one owner for a while. An owner that dies loses its lanes when the
 *   lease runs out; an owner that lives renews it.
 *
 * A job's states: waiting (due later), due, claimed (its lane is leased), then gone (complete) or
 * waiting again (fail). Whoever handles a job completes it in the transaction that holds its
 * effects, so that both happen or neither.
 */
export interface Job<K extends JobKind = JobKind> {
  id: string;
  kind: K;
  lane: string;
  payload: JobPayloads[K];
  /** Failed attempts so far. */
  attempts: number;
  createdAt: number;
}

export interface NewJob<K extends JobKind = JobKind> {
  kind: K;
  lane: string;
  share: string;
  payload: JobPayloads[K];
  /** Not before this (epoch ms); at once when absent. */
  runAt?: number;
  /** Failed attempts that were made already, in another lane. */
  attempts?: number;
}

export interface ClaimedLane<K extends JobKind = JobKind> {
  kind: K;
  lane: string;
  share: string;
  owner: string;
  /** The lane's first due jobs, oldest first. Never empty. */
  jobs: [Job<K>, ...Job<K>[]];
}

/** How long a claim holds without being renewed. */
export const LEASE_MS = 30_000;
