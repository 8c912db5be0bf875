import { listGateways as promise } from "@posthorn/contracts/gateways";
import { listGateways as findGateways } from "../../storage/gateways.ts";
import { pageOf } from "../paging.ts";
import { verb } from "../verb.ts";
import { gatewayListEntry } from "./gateway-view.ts";

export const listGateways = verb(promise, async (ctx, { query }) => {
  const paging = pageOf(query);
  const { total, gateways } = await findGateways(ctx.storage, paging.range);
  return { ...paging.of(total), gateways: gateways.map(gatewayListEntry) };
});
