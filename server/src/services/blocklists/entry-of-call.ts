import type { Call } from "../verb.ts";

/** What a list keeps of an address that a program puts on it, or somebody who signed in. */
export const entryOfCall = (
  list: string,
  account: string,
  reason: string | undefined,
  now: number,
  { admission }: Pick<Call, "admission">,
) =>
  ({
    list,
    account,
    source: admission.session === null ? "api" : "admin",
    reason: reason ?? "block",
    messageId: null,
    remoteAddress: null,
    userAgent: null,
    createdAt: now,
  }) as const;
