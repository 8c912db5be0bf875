import { deleteTemplate as promise } from "@posthorn/contracts/templates";
import { deleteTemplate as forgetTemplate } from "../../storage/templates.ts";
import { verb } from "../verb.ts";
import { findOwnTemplate } from "./find.ts";

/** Deletes the template; that there is none is no fault. */
export const deleteTemplate = verb(promise, async (ctx, { params }, call) =>
  ctx.storage.transaction(async (tx) => {
    const known = await findOwnTemplate(tx, params.template, call);
    const deleted = known !== undefined && (await forgetTemplate(tx, known.id));
    return { deleted, account: known?.account ?? null, id: params.template };
  }),
);
