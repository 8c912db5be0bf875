import { getSubscriptionPage as promise } from "@posthorn/contracts/blocklists";
import { PosthornError } from "../../core/errors.ts";
import { signedLink } from "../../core/signed-link.ts";
import { asRecipient, findBlockedAddress } from "../../storage/blocklists.ts";
import { requireAccount } from "../accounts/not-found.ts";
import { verb } from "../verb.ts";

/** The page on which an address of the list leaves it or comes back. Throws AddressNotFound, and AccountNotFound where the account of the entry is gone. */
export const getSubscriptionPage = verb(promise, async (ctx, { params, body }) => {
  const baseUrl = ctx.settings.get("serviceUrl");
  if (!baseUrl)
    throw new PosthornError("invalid", "The page needs an address: set serviceUrl", { code: "ServiceUrlRequired" });
  const list = params.listId.toLowerCase();
  const entry = await findBlockedAddress(ctx.storage, list, asRecipient(body.recipient));
  if (entry === undefined)
    throw new PosthornError("not_found", "The address is not on the blocklist", { code: "AddressNotFound" });
  const { id: acc } = await requireAccount(ctx.storage, entry.account);
  const data = { act: "unsub", acc, list, rcpt: entry.recipient } as const;
  return { url: signedLink(baseUrl, data, ctx.settings.get("serviceSecret") ?? "") };
});
