import { restoreTemplateVersion as promise } from "@posthorn/contracts/templates";
import { updateTemplate } from "../../storage/templates.ts";
import { verb } from "../verb.ts";
import { lockOwnTemplate, requireVersion } from "./find.ts";

/** Lets the template say again what it said then, in a version of its own unless it says that already. */
export const restoreTemplateVersion = verb(promise, async (ctx, { params }, call) =>
  ctx.storage.transaction(async (tx) => {
    const known = await lockOwnTemplate(tx, params.template, call);
    const { format, content } = await requireVersion(tx, known.id, params.version);
    const version = await updateTemplate(tx, known, { format, content }, ctx.now());
    return { restored: true, account: known.account, id: known.id, version };
  }),
);
