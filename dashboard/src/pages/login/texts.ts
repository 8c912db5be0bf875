export const texts = {
  title: "Sign in",
  name: "User name",
  password: "Password",
  remember: "Stay signed in for 30 days",
  submit: "Sign in",
  forgotten: "Forgotten the password? On the server, this sets a new one:",
  wrong: { title: "Name or password is wrong", text: "Check both, and try again." },
  tooMany: "Too many attempts",
  tooManyText: (wait: string) => `Signing in is held back for a while. ${wait || "Try again in a minute."}`,
  notHere: "Signing in is not possible from here",
  reasons: {
    ended: { title: "Your session has ended", text: "Sign in to go on where you were." },
    "signed-out": { title: "You have signed out", text: "" },
    "signed-out-everywhere": { title: "You have signed out everywhere", text: "" },
  },
  setup: {
    title: "There is no user yet",
    link: "Open the link that the server printed when it started. It looks like this:",
    command: "Or make the first user on the server:",
  },
} as const;
