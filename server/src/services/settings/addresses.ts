import { hostname } from "node:os";
import { listLocalAddresses as promise } from "@posthorn/contracts/settings";
import { verb } from "../verb.ts";
import { refusePrivileged } from "./privileged.ts";

/** Looks anew each time. */
export const listLocalAddresses = verb(promise, async (ctx, _input, { admission }) => {
  refusePrivileged(admission, ["localAddresses"]);
  const chosen = ctx.settings.get("localAddresses") ?? [];
  const found = await ctx.findLocalAddresses(chosen);
  return {
    host: hostname(),
    addresses: found.map(({ isDefault, isPresent, ...address }) => ({
      ...address,
      default: isDefault,
      present: isPresent,
      chosen: chosen.includes(address.address),
    })),
  };
});
