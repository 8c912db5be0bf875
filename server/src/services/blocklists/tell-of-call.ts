import type { Db } from "../../storage/storage.ts";
import type { Context } from "../context.ts";

/** What a call of the API has changed on a list. */
export interface BlocklistChange {
  list: string;
  /** The account that the entries are of. */
  account: string;
  /** Those that were not on the list and are now, or the other way round. */
  recipients: readonly string[];
  /** The caller's. */
  remoteAddress: string | null;
}

/** Tells of each address, where the setting `blocklistEvents` asks for it. For use in the transaction of the change. */
export async function tellOfCall(
  ctx: Context,
  tx: Db,
  name: "listUnsubscribe" | "listSubscribe",
  { list, account, recipients, remoteAddress }: BlocklistChange,
): Promise<void> {
  if (ctx.settings.get("blocklistEvents") !== true) return;
  const events = recipients.map((recipient) => ({
    name,
    account,
    data: { recipient, listId: list, remoteAddress, source: "api" },
  }));
  await ctx.events.publish(tx, events, ctx.now());
}
