import type { Static } from "typebox";
import Type from "typebox";
import { Strict } from "./schemas.ts";

const TimeOfDay = () => Type.String({ format: "time-of-day" });

/** Hours of the day; those past midnight belong to the day on which they began. */
const SendingWindow = Strict(
  {
    from: TimeOfDay(),
    /** The first minute that is out again. The same as `from` is the whole day. */
    until: TimeOfDay(),
    /** Monday is 1 and Sunday 7; absent is every day. */
    days: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7 })),
  },
  { $id: "SendingWindow" },
);
export type SendingWindow = Static<typeof SendingWindow>;

const rates = {
  /** Messages a minute, evenly spread. */
  perMinute: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  /** Messages a day. */
  perDay: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000_000 })),
  /** Messages on their way at the same time. */
  atOnce: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
};

/** What may be sent, and when; what is absent has no limit. */
export const SendingLimits = Strict(
  {
    ...rates,
    window: Type.Optional(SendingWindow),
    /** Of the hours and of the days; absent is that of the account, then the setting `timezone`, then UTC. */
    tz: Type.Optional(Type.String({ maxLength: 100, format: "time-zone" })),
  },
  { $id: "SendingLimits" },
);
export type SendingLimits = Static<typeof SendingLimits>;

/** What all together may send to the addresses of a domain. `*` is each domain that is not named. */
export const DomainLimits = Strict(
  { domain: Type.String({ minLength: 1, maxLength: 253, pattern: "^(\\*|[^\\s@*]+)$" }), ...rates },
  { $id: "DomainSendingLimits" },
);
export type DomainLimits = Static<typeof DomainLimits>;
