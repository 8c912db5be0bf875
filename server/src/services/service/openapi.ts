import { ALL_CONTRACTS } from "@posthorn/contracts/all";
import { toOpenApi } from "@posthorn/contracts/openapi";
import { getOpenApi as promise } from "@posthorn/contracts/service";
import { verb } from "../verb.ts";

export const getOpenApi = verb(promise, async (ctx, _input, { origin }) =>
  toOpenApi(ALL_CONTRACTS, { version: ctx.about.version, serverUrl: origin }),
);
