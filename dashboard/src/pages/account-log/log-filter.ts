import type { AccountLogEntry } from "@posthorn/contracts/logs";

/** Who speaks: we, the mail server, or nobody, where something was noticed about a connection. */
export const SPEAKERS = ["client", "server", "notice"] as const;
export type Speaker = (typeof SPEAKERS)[number];

export const PURPOSES = ["watch", "sub-connection", "request", "smtp", "relay", "api"] as const;

/** How many of the newest lines are looked at. */
export const LINE_COUNTS = ["500", "2000", "10000"] as const;

export const speakerOf = ({ direction }: Pick<AccountLogEntry, "direction">): Speaker => direction ?? "notice";

interface Wanted {
  text?: string | undefined;
  speaker?: Speaker | undefined;
  purpose?: string | undefined;
  connection?: string | undefined;
}

/** The lines that hold all that is wanted; texts in any case. */
export function filterLog(
  entries: readonly AccountLogEntry[],
  { text = "", speaker, purpose, connection }: Wanted,
): AccountLogEntry[] {
  const needle = text.toLowerCase();
  return entries.filter(
    (entry) =>
      (speaker === undefined || speakerOf(entry) === speaker) &&
      (purpose === undefined || entry.purpose === purpose) &&
      (connection === undefined || entry.connection === connection) &&
      (needle === "" || entry.text.toLowerCase().includes(needle)),
  );
}
