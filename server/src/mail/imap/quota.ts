import type { Quota } from "@posthorn/contracts/accounts";
import type { CallOptions } from "../../core/mail-backend.ts";
import type { AccountContext } from "./context.ts";

/** How much INBOX and what shares its limit hold (RFC 9208, STORAGE); false where the server does not tell. */
export async function getQuota(context: AccountContext, { signal }: CallOptions): Promise<Quota> {
  return context.withClient("tell the quota", { signal }, async (client) => {
    const quota = await client.getQuota("INBOX");
    if (!quota || !quota.storage) return false;
    const { usage, limit, status } = quota.storage;
    return {
      ...(usage === undefined ? {} : { usage }),
      ...(limit === undefined ? {} : { limit }),
      ...(status === undefined ? {} : { status }),
    };
  });
}
