import { Readable } from "node:stream";
import { getMetrics as promise } from "@posthorn/contracts/service";
import { verb } from "../verb.ts";

export const getMetrics = verb(promise, async (ctx) => ({
  contentType: ctx.metrics.contentType,
  disposition: "inline",
  content: Readable.from([await ctx.metrics.render()]),
}));
