import { randomUUID } from "node:crypto";
import { EVENT_SAMPLES } from "@posthorn/contracts/event-samples";
import type { EventEnvelope } from "@posthorn/contracts/events";
import { runUserFunctions as promise } from "@posthorn/contracts/user-functions";
import { PosthornError } from "../../core/errors.ts";
import { applyRouteFunctions } from "../../core/route-functions.ts";
import type { FunctionRun } from "../../core/user-function.ts";
import { findEvent } from "../../storage/events.ts";
import type { Context } from "../context.ts";
import { refusePrivileged } from "../settings/privileged.ts";
import { verb } from "../verb.ts";

/** Stands where the id of an endpoint would. */
const ROUTE = "try";

/** Functions see what `scriptEnv` holds, so that who may not read that may not run any. */
export const runUserFunctions = verb(promise, async (ctx, { body }, call) => {
  refusePrivileged(call.admission, ["scriptEnv"]);
  const { payload, eventId } = await eventOf(ctx, body);
  const outcome = await applyRouteFunctions(
    ctx.userFunctions,
    { fn: body.fn ?? null, map: body.map ?? null, ...(body.onMapError && { onMapError: body.onMapError }) },
    { payload, eventId, route: ROUTE, env: ctx.settings.get("scriptEnv") ?? "{}", signal: call.signal },
  );
  const { filter, map } = outcome;
  return {
    ...(filter && { filter: { passed: filter.ok && filter.isTruthy, ...told(filter) } }),
    ...(map && { map: told(map) }),
    payload: { ...payload, eventId, _route: { id: ROUTE } },
    wouldSend: outcome.kind === "send",
    body: outcome.kind === "send" ? outcome.body : null,
  };
});

async function eventOf(
  ctx: Context,
  given: { payload?: Record<string, unknown>; event?: string; sample?: keyof typeof EVENT_SAMPLES },
): Promise<{ payload: EventEnvelope; eventId: string }> {
  if (given.payload !== undefined) {
    const { eventId = randomUUID(), _route, ...payload } = given.payload;
    return { payload: payload as unknown as EventEnvelope, eventId: String(eventId) };
  }
  if (given.event === undefined) return { payload: EVENT_SAMPLES[given.sample ?? "messageNew"], eventId: randomUUID() };
  const event = await findEvent(ctx.storage, given.event);
  if (event === undefined) throw new PosthornError("not_found", "Event not found");
  return { payload: JSON.parse(event.payload) as EventEnvelope, eventId: event.id };
}

const told = (run: FunctionRun) => ({
  value: run.ok ? (run.value ?? null) : null,
  error: run.ok ? null : run.fault,
  logs: run.logs,
  durationMs: Math.round(run.durationMs * 1000) / 1000,
});
