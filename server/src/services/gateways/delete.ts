import { deleteGateway as promise } from "@posthorn/contracts/gateways";
import { deleteGateway as forgetGateway } from "../../storage/gateways.ts";
import { verb } from "../verb.ts";
import { gatewayNotFound } from "./find.ts";

export const deleteGateway = verb(promise, async (ctx, { params }) => {
  if (!(await forgetGateway(ctx.storage, params.gateway))) throw gatewayNotFound();
  return { gateway: params.gateway, deleted: true };
});
