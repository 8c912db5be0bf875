import { translated } from "../../languages/translated.ts";

export const texts = translated("invitation", {
  title: "Choose a password",
  description: "You were invited to this Posthorn. The link works once.",
  password: "Password",
  passwordHint: "At least 8 characters; a few words in a row are good",
  again: "Password again",
  submit: "Save and sign in",
  noLink: {
    title: "This page needs the link that you were given",
    text: "The secret part is taken out of the address bar at once, so after reloading the page open the link again. It looks like this:",
  },
  bad: {
    title: "This link does not work",
    text: "It was used already, it is older than a week, or it was not copied in full. Ask for another one.",
  },
  code: {
    title: "The password is saved",
    text: "One-time codes are asked for after it: sign in with the new password and a code.",
  },
  signIn: "Sign in",
});
