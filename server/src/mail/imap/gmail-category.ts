import type { GmailCategory } from "../../core/mail-backend.ts";
import type { ImapClient } from "./connection.ts";

/** The likeliest first. */
const CATEGORIES: GmailCategory[] = [
  "primary",
  "promotions",
  "updates",
  "social",
  "forums",
  "reservations",
  "purchases",
];

/**
 * The tab of Gmail's inbox that a message is shown in. IMAP does not tell, so Gmail is asked for each
 * of them (X-GM-RAW, https://developers.google.com/workspace/gmail/imap/imap-extensions) until one fits.
 */
export async function findCategory(client: ImapClient, uid: number): Promise<GmailCategory | undefined> {
  for (const category of CATEGORIES) {
    const found = await client.search({ uid: String(uid), gmraw: `category:${category}` }, { uid: true });
    if (found && found.length > 0) return category;
  }
  return undefined;
}
