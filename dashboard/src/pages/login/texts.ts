import { translated } from "../../languages/translated.ts";

export const texts = translated("login", {
  title: "Sign in",
  name: "User name",
  password: "Password",
  remember: "Stay signed in for 30 days",
  submit: "Sign in",
  forgotten: "Forgotten the password? On the server, this sets a new one:",
  or: "or",
  passkey: "Sign in with a passkey",
  signInWith: (provider: string) => `Sign in with ${provider}`,
  code: "Code",
  codeHint: "Six digits from your authenticator, or a recovery code",
  beginAgain: "Begin again",
  wrongCode: { title: "The code is wrong", text: "It may be over, or was used already. Try the next one." },
  wrongPasskey: { title: "The passkey was not accepted", text: "It may have been removed. Sign in another way." },
  noPasskey: { title: "No passkey was used", text: "Choose one of this site, or sign in another way." },
  tooLate: { title: "It took too long", text: "Give your name and password again." },
  locked: "Too many failures",
  wrong: { title: "Name or password is wrong", text: "Check both, and try again." },
  tooMany: "Too many attempts",
  tooManyText: (wait: string) => `Signing in is held back for a while. ${wait || "Try again in a minute."}`,
  notHere: "Signing in is not possible from here",
  reasons: {
    ended: { title: "Your session has ended", text: "Sign in to go on where you were." },
    "provider-failed": {
      title: "The provider did not sign you in",
      text: "It could not be asked, or took too long. Try again.",
    },
    "provider-refused": {
      title: "You may not sign in here",
      text: "The provider knows you, but you are not among those who may. Ask whoever runs Posthorn.",
    },
    "signed-out": { title: "You have signed out", text: "" },
    "signed-out-everywhere": { title: "You have signed out everywhere", text: "" },
  },
  setup: {
    title: "There is no user yet",
    link: "Open the link that the server printed when it started. It looks like this:",
    command: "Or make the first user on the server:",
  },
});
