import { deleteGateway as promise } from "@posthorn/contracts/gateways";
import { deleteGateway as forgetGateway } from "../../storage/gateways.ts";
import { endHold } from "../../storage/sending-holds.ts";
import { verb } from "../verb.ts";
import { gatewayNotFound } from "./find.ts";

export const deleteGateway = verb(promise, async (ctx, { params }) => {
  const { gateway } = params;
  await ctx.storage.transaction(async (tx) => {
    if (!(await forgetGateway(tx, gateway))) throw gatewayNotFound();
    // Its messages go another way now, or are given up.
    await endHold(tx, `gateway ${gateway}`, ctx.now());
  });
  return { gateway, deleted: true };
});
