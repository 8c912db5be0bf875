import { translated } from "../../languages/translated.ts";

export const texts = translated("setup", {
  title: "Set up Posthorn",
  description: "Make the first user. This link works once.",
  name: "User name",
  password: "Password",
  passwordHint: "At least 8 characters; a few words in a row are good",
  again: "Password again",
  submit: "Create and sign in",
  noLink: {
    title: "This page needs the link from the server",
    text: "The server prints it when it starts and there is no user yet. The secret part is taken out of the address bar at once, so after reloading the page open the link again. It looks like this:",
  },
  bad: {
    title: "This link does not work",
    text: "It was used already, it is older than 24 hours, or it was not copied in full. Restart the server to get a new one, or make the user on the server with: npx posthorn password",
  },
  notHere: "Setting up is not possible from here",
  done: {
    title: "Posthorn is set up already",
    text: "Somebody has made the first user. Sign in instead.",
  },
  signIn: "Sign in",
});
