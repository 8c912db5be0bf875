/** Why someone is brought to the sign-in page. */
export const LOGIN_REASONS = [
  "ended",
  "signed-out",
  "signed-out-everywhere",
  "provider-failed",
  "provider-refused",
] as const;
