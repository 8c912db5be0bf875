import { texts } from "./texts.ts";

/** What the API asks of a new password. */
export const SHORTEST_PASSWORD = 8;
export const LONGEST_PASSWORD = 256;

/** Faults of a new password and its repetition, before it is sent. */
export const newPasswordRules = {
  password: (value: string) => (value.length < SHORTEST_PASSWORD ? texts.password.short(SHORTEST_PASSWORD) : null),
  again: (value: string, { password }: { password: string }) => (value === password ? null : texts.password.differ),
};
