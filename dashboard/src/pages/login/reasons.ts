/** Why someone is brought to the sign-in page. */
export const LOGIN_REASONS = ["ended", "signed-out", "signed-out-everywhere"] as const;
