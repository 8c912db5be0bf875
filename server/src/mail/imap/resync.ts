import type { FlagsEvent, MailboxObject } from "imapflow";
import type { ImapClient } from "./connection.ts";
import type { IndexRow } from "./index-rows.ts";
import { selectMailbox } from "./selected-mailbox.ts";
import { collectVanished, type UidRange } from "./vanished.ts";

/** A state of a mailbox that a server with QRESYNC can tell the changes from. */
export interface Since {
  uidValidity: string;
  modseq: bigint;
}

/** What happened to messages that were known. */
export interface Missed {
  vanished: UidRange[];
  /** Those whose flags may have changed. */
  rows: IndexRow[];
}

/**
 * Selects a mailbox and learns in the same breath what happened to it since (RFC 7162 section
 * 3.2.5). `missed` is undefined where the server does not tell, or no longer knows.
 */
export async function selectSince(
  client: ImapClient,
  path: string,
  since: Since | undefined,
): Promise<{ mailbox: MailboxObject; missed: Missed | undefined }> {
  if (!since || !client.enabled.has("QRESYNC"))
    return { mailbox: await selectMailbox(client, path), missed: undefined };
  const missed: Missed = { vanished: [], rows: [] };
  const onFlags = ({ seq, uid = 0, flags, modseq }: FlagsEvent) => missed.rows.push({ seq, uid, flags, modseq });
  const stopCollecting = collectVanished(client, (ranges) => {
    for (const range of ranges) missed.vanished.push(range);
  });
  client.on("flags", onFlags);
  try {
    const mailbox = await selectMailbox(client, path, {
      uidValidity: since.uidValidity,
      changedSince: since.modseq.toString(),
    });
    return { mailbox, missed: (mailbox as { qresync?: boolean }).qresync === true ? missed : undefined };
  } finally {
    stopCollecting();
    client.off("flags", onFlags);
  }
}
