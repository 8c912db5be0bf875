import { getTemplate as promise } from "@posthorn/contracts/templates";
import { verb } from "../verb.ts";
import { requireOwnTemplate } from "./find.ts";
import { templateView } from "./template-view.ts";

export const getTemplate = verb(promise, async (ctx, { params }, call) =>
  templateView(await requireOwnTemplate(ctx.storage, params.template, call)),
);
