import { translated } from "../../languages/translated.ts";

export const texts = translated("password", {
  title: "Change password",
  description: "Everywhere else you will be signed out.",
  current: "Current password",
  password: "New password",
  again: "New password again",
  submit: "Change password",
  done: "The password is changed. You are signed out everywhere else.",
  tooMany: "Too many attempts",
});
