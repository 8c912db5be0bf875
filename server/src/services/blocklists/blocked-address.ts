import type { BlockedAddress } from "@posthorn/contracts/blocklists";
import type { BlockRecord } from "../../storage/blocklists.ts";

/** An entry of a list as callers see it. */
export const blockedAddress = ({
  recipient,
  account,
  source,
  reason,
  createdAt,
  ...more
}: BlockRecord): BlockedAddress => ({
  recipient,
  account,
  source,
  reason,
  ...(more.messageId !== null && { messageId: more.messageId }),
  ...(more.remoteAddress !== null && { remoteAddress: more.remoteAddress }),
  ...(more.userAgent !== null && { userAgent: more.userAgent }),
  created: new Date(createdAt).toISOString(),
});
