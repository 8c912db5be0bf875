/**
 * Whether we switched an account's IMAP off because its logins had been refused for too long. It
 * still counts as what it was, reads as failed, and comes back with new credentials. (What its
 * owner switched off has no failing logins: every change of how to connect forgets them.)
 */
export const isLoginStopped = (account: {
  settings: { imap?: { disabled?: boolean } };
  authFailingSince: number | null;
}) => account.settings.imap?.disabled === true && account.authFailingSince !== null;
