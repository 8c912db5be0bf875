import { createGateway as promise } from "@posthorn/contracts/gateways";
import { timeSortedId } from "../../core/ids.ts";
import { findGateway, putGateway } from "../../storage/gateways.ts";
import { liftHold, wakeWaiting } from "../../storage/sending-holds.ts";
import { askAgain } from "../../storage/sending-paces.ts";
import { verb } from "../verb.ts";
import { refuseMask } from "./refuse-mask.ts";
import { requireFallback } from "./require-fallback.ts";

/** Adds a gateway, or replaces the one with this id; what it counted stays. */
export const createGateway = verb(promise, async (ctx, { body }) => {
  refuseMask(body.pass);
  const now = ctx.now();
  const id = body.gateway || timeSortedId(now);
  const { name, host, port, secure = false, requireTLS = true, user = null, pass = null, sending, fallback } = body;
  const state = await ctx.storage.transaction(async (tx) => {
    await requireFallback(tx, id, fallback);
    const known = await findGateway(tx, id);
    const server = { host, port, secure, requireTLS, user, pass, ...(sending && { sending }), ...(fallback && { fallback }) }; // prettier-ignore
    await putGateway(tx, { id, name, server }, now);
    await liftHold(tx, `gateway ${id}`, now);
    if (fallback) await wakeWaiting(tx, `gateway ${id}`, now);
    await askAgain(tx, `gateway ${id}`, now);
    return known === undefined ? ("new" as const) : ("existing" as const);
  });
  return { gateway: id, state };
});
