import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { EVENT_NAMES } from "./events.ts";
import { Nullable, OneOf, OpenObject, Strict } from "./schemas.ts";

/** The body of an async JavaScript function with the parameter `payload`. */
const UserFunction = () => Type.String({ maxLength: 524_288 });

const Fault = Type.Object(
  {
    /** `compile`, `threw`, `timeout`, `memory`, `notJson` or `tooLarge`. */
    kind: Type.String(),
    message: Type.String(),
    /** Of the function's source, from 1, where they are known. */
    line: Type.Optional(Type.Integer()),
    column: Type.Optional(Type.Integer()),
    stack: Type.Optional(Type.String()),
  },
  { $id: "UserFunctionFault" },
);

const FunctionRun = {
  /** What it returned, as JSON tells it; null for nothing. */
  value: Type.Unknown(),
  error: Nullable(Fault),
  /** What it wrote with `logger`. */
  logs: Type.Array(Type.Object({ level: Type.String(), text: Type.String() }, { $id: "UserFunctionLogLine" })),
  durationMs: Type.Number(),
};

export const UserFunctionsRun = Type.Object(
  {
    filter: Type.Optional(Type.Object({ passed: Type.Boolean(), ...FunctionRun }, { $id: "UserFunctionFilterRun" })),
    /** Only where the filter let the event pass. */
    map: Type.Optional(Type.Object(FunctionRun, { $id: "UserFunctionMapRun" })),
    /** What both were given. */
    payload: OpenObject(),
    wouldSend: Type.Boolean(),
    /** What would be sent; null for nothing. */
    body: Type.Unknown(),
  },
  { $id: "UserFunctionsRun" },
);
export type UserFunctionsRun = Static<typeof UserFunctionsRun>;

export const runUserFunctions = contract({
  tag: "Webhooks",
  scope: "api",
  group: "webhook",
  action: "write",
  method: "POST",
  path: "/v1/webhooks/functions/run",
  operationId: "runUserFunctions",
  summary: "Try a filter and a map on an event, without sending anything",
  bodyLimit: "large",
  body: Strict(
    {
      /** The filter. Without one every event passes. */
      fn: Type.Optional(UserFunction()),
      map: Type.Optional(UserFunction()),
      onMapError: Type.Optional(OneOf(["sendOriginal", "drop"], { default: "sendOriginal" })),
      /** The event as it would be sent. One of the three is enough; with none it is the sample of `messageNew`. */
      payload: Type.Optional(OpenObject()),
      /** Id of an event of the log. */
      event: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
      /** Name of an event, of which there is a sample. */
      sample: Type.Optional(OneOf(EVENT_NAMES)),
    },
    { $id: "RunUserFunctions" },
  ),
  check({ body: { payload, event, sample } }) {
    const given = Object.entries({ payload, event, sample }).filter(([, value]) => value !== undefined);
    return given.slice(1).map(([key]) => ({
      key,
      path: `body.${key}`,
      message: `"${key}" is not allowed together with "${given[0]?.[0]}"`,
    }));
  },
  response: UserFunctionsRun,
});
