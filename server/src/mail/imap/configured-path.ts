/** What is looked at to recognise a mailbox. */
interface Listed {
  path: string;
  delimiter: string | null;
}

/**
 * The mailbox that a path in the account's settings means, in the server's spelling. People write
 * `Inbox.Sent` for `INBOX.Sent`, `sent` for `Sent`, and leave out the `INBOX.` that some servers
 * put before everything. An exact match goes first; a loose one counts only if it is the only one.
 */
export function findConfigured<M extends Listed>(mailboxes: readonly M[], wanted: string): M | undefined {
  const exact = mailboxes.find(({ path }) => path === wanted);
  if (exact) return exact;
  const lower = wanted.normalize("NFC").toLowerCase();
  const fits = (spelling: (mailbox: M) => string) => {
    const found = mailboxes.filter((mailbox) => spelling(mailbox).normalize("NFC").toLowerCase() === lower);
    return found.length === 1 ? found[0] : undefined;
  };
  return fits(({ path }) => path) ?? fits(({ path, delimiter }) => withoutInbox(path, delimiter));
}

const withoutInbox = (path: string, delimiter: string | null) =>
  delimiter !== null && path.toUpperCase().startsWith(`INBOX${delimiter}`) ? path.slice(5 + delimiter.length) : path;
