import type { ImapServerDetails, SmtpServerDetails } from "@posthorn/contracts/server-details";
import type { NoteWrite } from "./mail-backend.ts";

interface Details {
  imap: ImapServerDetails;
  smtp: SmtpServerDetails;
}

/** What the notes are about that say what an account's mail servers told of themselves. */
export const SERVER_NOTES = "server/";

/** The note of what a server told of itself. */
export const serverNote = <K extends keyof Details>(kind: K, details: Details[K]): NoteWrite => ({
  key: SERVER_NOTES + kind,
  value: Buffer.from(JSON.stringify(details)),
});

/** What is noted of a server; null where nothing is. */
export function serverNoted<K extends keyof Details>(
  notes: ReadonlyMap<string, Uint8Array>,
  kind: K,
): Details[K] | null {
  const note = notes.get(SERVER_NOTES + kind);
  return note === undefined ? null : (JSON.parse(Buffer.from(note).toString("utf8")) as Details[K]);
}

/** Servers choose these words: so many of them are kept, and so much of each. */
const MOST_NAMES = 200;
const LONGEST_NAME = 200;

/** One of a server's words, short enough to be kept, without characters that nobody can see. */
export const shortWord = (word: string) =>
  word
    .replaceAll(/\p{Cc}/gu, " ")
    .trim()
    .slice(0, LONGEST_NAME);

/** The same for many, each once. */
export const shortWords = (words: Iterable<string>): string[] =>
  [...new Set([...words].slice(0, MOST_NAMES).map(shortWord))].filter((word) => word !== "");
