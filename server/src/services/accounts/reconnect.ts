import { reconnectAccount as promise } from "@posthorn/contracts/accounts";
import { accountExists } from "../../storage/accounts.ts";
import { verb } from "../verb.ts";
import { accountNotFound } from "./not-found.ts";

/** Acknowledged at once; the connections are opened anew in the background. */
export const reconnectAccount = verb(promise, async (ctx, { params, body }) => {
  if (!(await accountExists(ctx.storage, params.account))) throw accountNotFound();
  if (body.reconnect !== true) return { reconnect: false };
  ctx.storage.hint(`reconnect:${params.account}`);
  return { reconnect: true };
});
