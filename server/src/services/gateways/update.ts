import { updateGateway as promise } from "@posthorn/contracts/gateways";
import { putGateway } from "../../storage/gateways.ts";
import { liftHold } from "../../storage/sending-holds.ts";
import { askAgain } from "../../storage/sending-paces.ts";
import { verb } from "../verb.ts";
import { requireGateway } from "./find.ts";
import { refuseMask } from "./refuse-mask.ts";

/** Changes what is named; the rest stays as it is. */
export const updateGateway = verb(promise, async (ctx, { params, body }) => {
  refuseMask(body.pass);
  const { name, ...changes } = body;
  await ctx.storage.transaction(async (tx) => {
    const known = await requireGateway(tx, params.gateway);
    const server = { ...known.server, ...changes };
    await putGateway(tx, { id: known.id, name: name ?? known.name, server }, ctx.now());
    await liftHold(tx, `gateway ${known.id}`, ctx.now());
    await askAgain(tx, `gateway ${known.id}`, ctx.now());
  });
  return { gateway: params.gateway };
});
