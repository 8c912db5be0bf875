/** What Gmail publishes of a mailbox. https://developers.google.com/workspace/gmail/api/guides/push */
export interface GmailNotification {
  /** In lower case. */
  address: string;
  historyId: string;
}

/** The notification in the text of a message; null for what others publish. */
export function readGmailNotification(data: string): GmailNotification | null {
  try {
    const { emailAddress, historyId } = JSON.parse(data) as { emailAddress?: unknown; historyId?: unknown };
    const id = typeof historyId === "number" ? String(historyId) : historyId;
    if (typeof emailAddress !== "string" || typeof id !== "string" || !/^\d{1,20}$/.test(id)) return null;
    return { address: emailAddress.toLowerCase(), historyId: id };
  } catch {
    return null;
  }
}
