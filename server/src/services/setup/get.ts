import { getSetup as promise } from "@posthorn/contracts/sessions";
import { verb } from "../verb.ts";

export const getSetup = verb(promise, async (ctx) => ({ needed: !(await ctx.firstUser.exists()) }));
