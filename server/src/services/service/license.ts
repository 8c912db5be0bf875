import {
  deleteLicense as deletePromise,
  getLicense as getPromise,
  type License,
  setLicense as setPromise,
} from "@posthorn/contracts/license";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";

/**
 * There is no licence key and nothing is ever suspended. The values of `type` and `application` are
 * those that clients of the commercial product test for.
 */
const TYPE = "LICENSE_EMAILENGINE";

async function show(ctx: Context): Promise<License> {
  const serviceUrl = ctx.settings.get("serviceUrl");
  return {
    active: true,
    type: "EmailEngine License",
    details: {
      application: "@postalsys/emailengine-app",
      key: "000000000000000000000000",
      licensedTo: "Posthorn (open source)",
      hostname: serviceUrl ? new URL(serviceUrl).hostname : "localhost",
      created: new Date(await ctx.storage.installedAt()).toISOString(),
      lt: true,
      trial: false,
    },
  };
}

export const getLicense = verb(getPromise, show);
export const setLicense = verb(setPromise, show);
export const deleteLicense = verb(deletePromise, async () => ({ active: false, details: false, type: TYPE }));
