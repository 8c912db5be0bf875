import { updateGateway as promise } from "@posthorn/contracts/gateways";
import { putGateway } from "../../storage/gateways.ts";
import { liftHold, wakeWaiting } from "../../storage/sending-holds.ts";
import { askAgain } from "../../storage/sending-paces.ts";
import { verb } from "../verb.ts";
import { requireGateway } from "./find.ts";
import { refuseMask } from "./refuse-mask.ts";
import { requireFallback } from "./require-fallback.ts";

/** Changes what is named; the rest stays as it is. */
export const updateGateway = verb(promise, async (ctx, { params, body }) => {
  refuseMask(body.pass);
  const { name, ...changes } = body;
  await ctx.storage.transaction(async (tx) => {
    const known = await requireGateway(tx, params.gateway);
    await requireFallback(tx, known.id, changes.fallback);
    const server = { ...known.server, ...changes };
    await putGateway(tx, { id: known.id, name: name ?? known.name, server }, ctx.now());
    const { fallback, ...others } = body;
    // One that got a fallback may refuse the login as before.
    if (fallback === undefined || Object.keys(others).length > 0) await liftHold(tx, `gateway ${known.id}`, ctx.now());
    // Who waits for this one may go through the other now.
    if (fallback) await wakeWaiting(tx, `gateway ${known.id}`, ctx.now());
    await askAgain(tx, `gateway ${known.id}`, ctx.now());
  });
  return { gateway: params.gateway };
});
