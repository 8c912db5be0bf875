/** What people who sign in may do: `viewer` reads, `admin` does everything but what concerns users, `owner` all. */
export const ROLES = ["owner", "admin", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** How people sign in. `totp` and `recovery-code` come after the password; `oidc` and `okta` are providers. */
export const SIGN_IN_METHODS = ["password", "totp", "recovery-code", "passkey", "oidc", "okta"] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];
