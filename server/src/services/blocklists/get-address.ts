import { getBlockedAddress as promise } from "@posthorn/contracts/blocklists";
import { PosthornError } from "../../core/errors.ts";
import { asRecipient, findBlockedAddress, hasBlocklist } from "../../storage/blocklists.ts";
import { verb } from "../verb.ts";
import { blockedAddress } from "./blocked-address.ts";
import { blocklistNotFound } from "./not-found.ts";

/** Why an address gets no mail of the list. Throws AddressNotFound for one that does. */
export const getBlockedAddress = verb(promise, async (ctx, { params, query }) => {
  const list = params.listId.toLowerCase();
  const entry = await findBlockedAddress(ctx.storage, list, asRecipient(query.recipient));
  if (entry !== undefined) return blockedAddress(entry);
  if (!(await hasBlocklist(ctx.storage, list))) throw blocklistNotFound();
  throw new PosthornError("not_found", "The address is not on the blocklist", { code: "AddressNotFound" });
});
