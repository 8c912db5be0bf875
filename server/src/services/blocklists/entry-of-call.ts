/** What a list keeps of an address that a call puts on it. */
export const entryOfCall = (list: string, account: string, reason: string | undefined, now: number) =>
  ({
    list,
    account,
    source: "api",
    reason: reason ?? "block",
    messageId: null,
    remoteAddress: null,
    userAgent: null,
    createdAt: now,
  }) as const;
