import { expect, it } from "vitest";
import { signsInWith, userLabel } from "./user-label.ts";

const user = {
  id: "1",
  name: "ada",
  role: "admin" as const,
  disabled: false,
  invited: false,
  created: "2026-03-04T08:15:30.000Z",
  signedIn: null,
  hasPassword: true,
  totp: true,
  passkeys: 2,
  provider: null,
  sessions: 0,
};

it("says whether somebody can sign in, and how", () => {
  expect(userLabel(user)).toMatchObject({ type: "success" });
  expect(userLabel({ disabled: false, invited: true })).toMatchObject({ name: "Invited" });
  expect(userLabel({ disabled: true, invited: true })).toMatchObject({ name: "Disabled" });
  expect(signsInWith(user)).toBe("Password, one-time codes, 2 passkeys");
  expect(signsInWith({ ...user, hasPassword: false, totp: false, passkeys: 0, provider: "oidc" })).toBe(
    "Provider (oidc)",
  );
  expect(signsInWith({ ...user, hasPassword: false, totp: false, passkeys: 0 })).toBe("Nothing yet");
});
