/**
 * Whether we switched an account's IMAP, or what its OAuth2 grant opens, off because its logins had been refused for too long. It
 * still counts as what it was, reads as failed, and comes back with new credentials. (What its
 * owner switched off has no failing logins: every change of how to connect forgets them.)
 */
export const isLoginStopped = (account: {
  settings: { imap?: { disabled?: boolean }; oauth2?: { provider?: string; isStopped?: boolean } };
  authFailingSince: number | null;
}) =>
  account.authFailingSince !== null &&
  (account.settings.oauth2?.provider === undefined
    ? account.settings.imap?.disabled === true
    : account.settings.oauth2.isStopped === true);
