import { getGateway as promise } from "@posthorn/contracts/gateways";
import { verb } from "../verb.ts";
import { requireGateway } from "./find.ts";
import { gatewayView } from "./gateway-view.ts";

export const getGateway = verb(promise, async (ctx, { params }) =>
  gatewayView(await requireGateway(ctx.storage, params.gateway)),
);
