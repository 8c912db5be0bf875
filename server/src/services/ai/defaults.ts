import { getAiDefaults as promise } from "@posthorn/contracts/ai";
import { verb } from "../verb.ts";

/** What counts where the settings of summaries are blank. */
export const getAiDefaults = verb(promise, async (ctx) => ctx.promptBench.defaults);
