/** A mailbox as it was when last looked at. */
export interface RememberedMailbox {
  uidValidity: string;
  uidNext: number;
  messages: number;
  highestModseq: bigint | undefined;
  isIncomplete: boolean;
  lastFullScan: number;
}

/** A mailbox as the server describes it now. */
export interface MailboxNow {
  uidValidity: string;
  uidNext: number | undefined;
  messages: number;
  highestModseq: bigint | undefined;
}

export type SyncPlan =
  /** Never seen: everything is read, and told as far as the account wants it. */
  | "first"
  /** What was known is lost or void: everything is read, nothing is told. */
  | "seed"
  | "reset"
  /** Reading goes on where it was interrupted. */
  | "resume"
  | "nothing"
  /** The server told all that changed when the mailbox was selected; what arrived is still to be fetched. */
  | "told"
  /** New messages, and flags changed since the last mod-sequence. */
  | "changes"
  /** New messages only. */
  | "arrivals"
  /** Every message is compared. */
  | "full";

/** Flag changes leave no trace in the counters of servers without CONDSTORE. */
export const FULL_SCAN_MS = 30 * 60_000;

/** How little is enough to catch up with a mailbox. */
export function planSync(
  known: RememberedMailbox | undefined,
  now: MailboxNow,
  { hasConnectedBefore, time }: { hasConnectedBefore: boolean; time: number },
): SyncPlan {
  if (!known) return hasConnectedBefore && now.messages > 0 ? "seed" : "first";
  if (known.uidValidity !== now.uidValidity) return "reset";
  if (known.isIncomplete) return "resume";
  const scannedLately = time - known.lastFullScan < FULL_SCAN_MS;
  const hasModseq = now.highestModseq !== undefined && known.highestModseq !== undefined;
  const arrived = (now.uidNext ?? known.uidNext) - known.uidNext;
  const grown = now.messages - known.messages;

  if (now.messages === 0 && known.messages === 0 && arrived === 0) return "nothing";
  if (hasModseq && now.highestModseq === known.highestModseq && arrived === 0 && grown === 0) return "nothing";
  if (hasModseq && (now.highestModseq as bigint) > (known.highestModseq as bigint) && arrived === grown && arrived >= 0)
    return "changes";
  if (grown > 0 && arrived === grown) return scannedLately ? "arrivals" : "full";
  if (grown === 0 && arrived === 0 && scannedLately && !hasModseq) return "nothing";
  return "full";
}
