import { PosthornError, StartError } from "./errors.ts";

/** What helps where the system says no, by its call and code. */
const HINTS: Readonly<Record<string, string>> = {
  "listen EADDRINUSE": "Another program has the port: end it, or choose another port",
  "listen EADDRNOTAVAIL": "This machine has no such address: see to POSTHORN_HOST",
  "listen EACCES": "Ports below 1024 are not for everybody: choose a higher one, and put a reverse proxy in front",
  "getaddrinfo ENOTFOUND": "The name is not known: see to POSTHORN_HOST",
  "mkdir EACCES": "Let the user of Posthorn write there, or see to POSTHORN_DATA_DIR",
  "mkdir EROFS": "Nothing can be written there: see to POSTHORN_DATA_DIR",
  "mkdir EEXIST": "That is no folder: see to POSTHORN_DATA_DIR",
  "mkdir ENOTDIR": "That is no folder: see to POSTHORN_DATA_DIR",
};

/** A fault that the operator can mend, in words and with what helps; null for a fault of the program, which needs its stack. */
export function plainFault(error: unknown): string | null {
  if (error instanceof StartError || error instanceof PosthornError) return error.message || String(error.name);
  if (!(error instanceof Error)) return null;
  const { code = "", syscall, message } = error as NodeJS.ErrnoException;
  if (code.startsWith("SQLITE_"))
    return `The database can't be opened: ${message}. posthorn doctor looks for the reason.`;
  if (syscall === undefined && code !== "ECONNREFUSED") return null;
  const hint = HINTS[`${syscall} ${code}`];
  return hint === undefined ? message || code : `${message}. ${hint}.`;
}
