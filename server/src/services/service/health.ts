import {
  getHealth as healthPromise,
  getLiveness as livePromise,
  getReadiness as readyPromise,
} from "@posthorn/contracts/service";
import { PosthornError } from "../../core/errors.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";

/** The process answers; that is all. */
export const getLiveness = verb(livePromise, async () => ({ success: true }));

/** Accounts are gone through every few seconds. When that no longer happens, new and lost ones are not taken up. */
const WATCH_STALLED_MS = 60_000;

const watchCheck = (ageMs: number) =>
  ageMs < WATCH_STALLED_MS
    ? { ok: true }
    : { ok: false, message: `Accounts are not looked after: the last round was ${Math.round(ageMs / 1000)} s ago` };

/**
 * The database can be written to, accounts are looked after and the service is not stopping. A port of a mail door that can't be opened is told,
 * but the service is none the worse for it: who restarts what is not healthy would only do harm.
 */
export const getReadiness = verb(readyPromise, checked);
export const getHealth = verb(healthPromise, checked);

async function checked(ctx: Context) {
  const checks: Record<string, { ok: boolean; message?: string }> = {
    database: await ctx.storage.probe().then(
      () => ({ ok: true }),
      (error: unknown) => ({ ok: false, message: (error as Error).message }),
    ),
    service: ctx.isStopping() ? { ok: false, message: "The service is stopping" } : { ok: true },
  };
  const { lookedAt } = ctx.accountWatch;
  // Not before the first time: accounts are watched once the service answers.
  if (lookedAt !== null) checks["accounts"] = watchCheck(ctx.now() - lookedAt);
  const isHealthy = Object.values(checks).every(({ ok }) => ok);
  for (const [name, state] of ctx.listeners.all())
    if (state.name !== "disabled")
      checks[name] = state.name === "failed" ? { ok: false, message: state.error } : { ok: true };
  if (isHealthy) return { success: true, checks };
  throw new PosthornError("unavailable", "The service is not healthy", { extra: { success: false, checks } });
}
