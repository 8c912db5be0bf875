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

/** The database can be written to and the service is not stopping. */
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
  if (Object.values(checks).every(({ ok }) => ok)) return { success: true, checks };
  throw new PosthornError("unavailable", "The service is not healthy", { extra: { success: false, checks } });
}
