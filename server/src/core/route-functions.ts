import type { EventEnvelope } from "@posthorn/contracts/events";
import { PosthornError } from "./errors.ts";
import type { FunctionFailed, FunctionFault, FunctionRun, UserFunctions } from "./user-function.ts";

/** The functions of an endpoint. Where there is none, every event passes, as it is. */
export interface RouteFunctions {
  /** Decides whether the event is sent. */
  fn: string | null;
  /** Makes the body. */
  map: string | null;
  /** What becomes of an event whose `map` throws or takes too much; the event as it is where nothing is said. */
  onMapError?: "sendOriginal" | "drop";
}

export interface RouteEvent {
  /** The body as it would be sent without functions. */
  payload: EventEnvelope;
  eventId: string;
  /** Id of the endpoint: functions see it as `payload._route.id`, and it is whose turn it is. */
  route: string;
  /** The setting `scriptEnv`. */
  env: string;
  signal?: AbortSignal;
}

/** What is sent, or why nothing is, and how each function went that ran. */
export type RouteOutcome = (
  | { kind: "send"; body: unknown; isMapped: boolean }
  | { kind: "drop"; reason: "filtered" | "filterFailed" | "mapFailed" }
) & { errors: RouteError[]; filter?: FunctionRun; map?: FunctionRun };

/** For the log of the endpoint. */
export interface RouteError extends FunctionFault {
  type: "filter" | "map";
}

/**
 * Lets the functions of an endpoint decide on an event. Each gets the event with `eventId` and `_route`, as a copy of its
 * own: what the filter changes, the map does not see. What is truthy is sent, and is the body; a map that returns something
 * falsy, throws or takes too much leaves the event as it is, but one that doesn't compile stops it. The `eventId` of a
 * body that the map took over goes, since the request has it in a header.
 *
 * Rejects with the reason of `signal`, and with a temporary PosthornError (`unavailable`) when a function could not be run
 * at this moment: neither says anything about the event, which is to be tried again.
 */
export async function applyRouteFunctions(
  userFunctions: Pick<UserFunctions, "run">,
  functions: RouteFunctions,
  event: RouteEvent,
): Promise<RouteOutcome> {
  const payload = JSON.stringify({ ...event.payload, eventId: event.eventId, _route: { id: event.route } });
  const errors: RouteError[] = [];

  async function run(type: "filter" | "map", source: string): Promise<FunctionRun> {
    const result = await userFunctions.run({
      source,
      payload,
      env: event.env,
      label: { owner: event.route, role: type },
      needs: type === "filter" ? "truth" : "value",
      ...(event.signal && { signal: event.signal }),
    });
    if (!result.ok) {
      refuseUnfinished(result, event.signal);
      errors.push({ type, ...result.fault });
    }
    return result;
  }

  const filter = functions.fn === null ? undefined : await run("filter", functions.fn);
  const filtered = { errors, ...(filter && { filter }) };
  if (filter?.ok === false) return { kind: "drop", reason: "filterFailed", ...filtered };
  if (filter?.isTruthy === false) return { kind: "drop", reason: "filtered", ...filtered };

  const map = functions.map === null ? undefined : await run("map", functions.map);
  const all = { ...filtered, ...(map && { map }) };
  if (map?.ok === false && (map.fault.kind === "compile" || functions.onMapError === "drop"))
    return { kind: "drop", reason: "mapFailed", ...all };
  if (!map?.ok || !map.isTruthy) return { kind: "send", body: event.payload, isMapped: false, ...all };
  return { kind: "send", body: withoutEventId(map.value, event.eventId), isMapped: true, ...all };
}

function refuseUnfinished({ fault }: FunctionFailed, signal: AbortSignal | undefined): void {
  if (fault.kind === "cancelled") signal?.throwIfAborted();
  if (fault.kind === "cancelled" || fault.kind === "unavailable")
    throw new PosthornError("unavailable", "The function can't be run right now", { cause: fault, temporary: true });
}

function withoutEventId(body: unknown, eventId: string): unknown {
  if (body === null || typeof body !== "object" || !("eventId" in body) || body.eventId !== eventId) return body;
  const { eventId: _, ...rest } = body;
  return rest;
}
