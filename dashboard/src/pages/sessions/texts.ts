import { translated } from "../../languages/translated.ts";

export const texts = translated("sessions", {
  browserOn: (browser: string, system: string) => `${browser} on ${system}`,
  title: "Where you are signed in",
  description: "A session that you do not know should be signed out, and the password changed.",
  current: "This browser",
  unknownBrowser: "Unknown program",
  lastSeen: "Last seen",
  since: "signed in",
  until: "ends",
  signOut: "Sign out",
  signedOut: "That session is signed out.",
  everywhere: "Sign out everywhere",
  everywhereTitle: "Sign out everywhere?",
  everywhereText: "All of your sessions end, this one too. Access tokens go on working.",
});
