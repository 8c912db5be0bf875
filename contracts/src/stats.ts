import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { AccountId, Nullable, OneOf, OpenObject, Strict, Timestamp } from "./schemas.ts";

/** 30 days. */
const LONGEST_WINDOW_S = 2_592_000;

export const QueueStats = Type.Object({
  active: Type.Integer(),
  delayed: Type.Integer(),
  waiting: Type.Integer(),
  /** Always 0: held jobs count as waiting. */
  paused: Type.Integer(),
  isPaused: Type.Boolean(),
  total: Type.Integer(),
});
export type QueueStats = Static<typeof QueueStats>;

const StoreWarning = Type.Object(
  {
    key: Type.String(),
    color: OneOf(["danger", "warning"]),
    title: Type.String(),
    details: Type.Array(Type.String()),
  },
  { $id: "RedisWarningEntry" },
);

/** The members named `redis*` tell about our own database. */
export const Stats = Type.Object(
  {
    version: Type.String(),
    license: Type.String(),
    accounts: Type.Integer(),
    node: Type.String(),
    arch: Type.String(),
    redis: Type.String(),
    redisSoftware: Type.Optional(Type.String()),
    redisCluster: Type.Boolean(),
    redisWarnings: Type.Array(StoreWarning),
    /** Mean latency in nanoseconds; null until it was measured. */
    redisPing: Nullable(Type.Number()),
    imapflow: Type.String(),
    bullmq: Type.String(),
    build: Type.Optional(OpenObject()),
    queues: Type.Object({ notify: QueueStats, submit: QueueStats, documents: QueueStats }, { $id: "QueueStats" }),
    connections: Type.Object(
      {
        init: Type.Integer(),
        connected: Type.Integer(),
        connecting: Type.Integer(),
        syncing: Type.Integer(),
        authenticationError: Type.Integer(),
        connectError: Type.Integer(),
        unset: Type.Integer(),
        disconnected: Type.Integer(),
        paused: Type.Integer(),
        unassigned: Type.Integer(),
      },
      { $id: "ConnectionsStats" },
    ),
    /**
     * Sums over the window, such as `events:messageNew`; zeros are left out. `webhooks:ms` are the milliseconds that
     * webhooks took; `queued:notify` and `queued:submit` by `queued:looks` is how much waited on average. `sync:ms` by
     * `sync:messages` is how many milliseconds after its arrival a new message was told on average.
     */
    counters: OpenObject<Record<string, number>>(),
  },
  { $id: "StatsResponse" },
);
export type Stats = Static<typeof Stats>;

/** The counters of a window, in even steps, oldest first. The last step is still going on. */
export const StatsHistory = Type.Object(
  {
    /** Seconds of one step. */
    step: Type.Integer(),
    buckets: Type.Array(
      Type.Object({
        /** When the step began. */
        at: Timestamp(),
        /** As in `counters` of the stats; zeros are left out. */
        counters: OpenObject<Record<string, number>>(),
      }),
    ),
    /** Of an account: what happened before is no longer known and not counted; null when everything is. */
    knownSince: Type.Optional(Nullable(Timestamp())),
  },
  { $id: "StatsHistory" },
);
export type StatsHistory = Static<typeof StatsHistory>;

export const getStatsHistory = contract({
  method: "GET",
  path: "/v1/stats/history",
  operationId: "getV1StatsHistory",
  summary: "Count events, deliveries and sends over time",
  tag: "Stats",
  scope: "api",
  action: "read",
  group: "diagnostics",
  query: Strict({
    /**
     * How far back it reaches: up to an hour in minutes, up to a day in half hours, up to a week in steps of three hours,
     * up to 30 days in steps of twelve hours.
     */
    seconds: Type.Optional(Type.Integer({ minimum: 60, maximum: LONGEST_WINDOW_S, default: 86_400 })),
    /** Counts the events of this account alone, as far back as the log of events reaches. */
    account: Type.Optional(AccountId),
  }),
  response: StatsHistory,
});

export const getStats = contract({
  method: "GET",
  path: "/v1/stats",
  operationId: "getV1Stats",
  summary: "Count accounts, queues and events",
  tag: "Stats",
  scope: "api",
  action: "read",
  group: "diagnostics",
  query: Strict({
    /** How far back the counters reach, up to 30 days; beyond a week to a whole hour. */
    seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: LONGEST_WINDOW_S, default: 3600 })),
  }),
  response: Stats,
});
