import type { Static } from "typebox";
import Type from "typebox";
import { EVENT_STREAM } from "./changes.ts";
import { contract } from "./contract.ts";
import { EVENT_NAMES } from "./events.ts";
import { faultsOfNames } from "./names-in.ts";
import { AccountId, Nullable, OpenObject, Strict, Timestamp } from "./schemas.ts";

/** What a webhook tells, with what a reader of the log needs to know besides. */
export const LoggedEvent = Type.Object(
  {
    /** The same for every way in which the event is told. */
    id: Type.String(),
    /** From here on is what came after it. */
    cursor: Type.String(),
    serviceUrl: Nullable(Type.String()),
    /** Null for what concerns no single account. */
    account: Nullable(Type.String()),
    date: Timestamp(),
    path: Type.Optional(Type.String()),
    specialUse: Type.Optional(Type.String()),
    event: Type.String(),
    data: OpenObject(),
  },
  { $id: "LoggedEvent" },
);
export type LoggedEvent = Static<typeof LoggedEvent>;

export const LoggedEvents = Type.Object(
  {
    /** In the order in which they were written down; with `before` in the opposite one. */
    events: Type.Array(LoggedEvent),
    /** Where to read on, past what was asked not to be told, too. */
    cursor: Type.String(),
    /** Whether there may be more by now. */
    hasMore: Type.Boolean(),
  },
  { $id: "LoggedEvents" },
);
export type LoggedEvents = Static<typeof LoggedEvents>;

/** Seconds that a call may wait for an event. */
const LONGEST_WAIT = 60;

/** A cursor, or `now` for what is still to come; the oldest event that is kept when it is left out. */
const After = Type.Optional(Type.String({ minLength: 1, maxLength: 100 }));

const filters = {
  /** Events of this account. */
  account: Type.Optional(AccountId),
  /** Events of these names, separated by commas. */
  types: Type.Optional(Type.String({ maxLength: 1000 })),
};

const onEvents = { tag: "Events", method: "GET", scope: "api", action: "read", group: "events" } as const;

export const listEvents = contract({
  ...onEvents,
  path: "/v1/events",
  operationId: "getEvents",
  summary: "Read what happened, from a cursor on",
  boundBy: "query.account or token",
  alsoFailsWith: ["409"],
  query: Strict({
    after: After,
    /** In place of `after`: a cursor, or `now` for the end. The events before it, newest first. */
    before: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    ...filters,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    /** Seconds to wait for the first event, where there is none yet. */
    wait: Type.Optional(Type.Integer({ minimum: 0, maximum: LONGEST_WAIT, default: 0 })),
  }),
  check({ query: { types, after, before, wait } }) {
    const faults = faultsOfNames(types, EVENT_NAMES);
    if (before !== undefined && (after !== undefined || wait)) {
      const message = `"before" is not allowed together with "${after === undefined ? "wait" : "after"}"`;
      faults.push({ message, key: "before", path: "query.before" });
    }
    return faults;
  },
  waitsMs: ({ query }) => (query.wait ?? 0) * 1000,
  response: LoggedEvents,
});

export const streamEvents = contract({
  ...onEvents,
  path: "/v1/events/stream",
  operationId: "getEventsStream",
  summary: "Follow what happens, from a cursor on",
  boundBy: "query.account or token",
  alsoFailsWith: ["409"],
  query: Strict({ after: After, ...filters }),
  /** Wins over `after`. */
  headers: Type.Object({ "last-event-id": Type.Optional(Type.String({ maxLength: 100 })) }),
  check: ({ query }) => faultsOfNames(query.types, EVENT_NAMES),
  response: { stream: EVENT_STREAM },
});

export const getEvent = contract({
  ...onEvents,
  path: "/v1/events/:event",
  operationId: "getEvent",
  summary: "Read one event",
  boundBy: "verb",
  params: Strict({ event: Type.String({ minLength: 1, maxLength: 100 }) }),
  response: LoggedEvent,
});
