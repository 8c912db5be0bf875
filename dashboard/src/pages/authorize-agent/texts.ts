import { translated } from "../../languages/translated.ts";

export const texts = translated("authorizeAgent", {
  title: "Give an agent access?",
  asks: (client: string) => `${client} wants to work with this Posthorn.`,
  asksUnnamed: "An agent that does not say its name wants to work with this Posthorn.",
  returns: (place: string) => `The answer goes to ${place}`,
  returnsText:
    "Nobody has checked the name. Approve only if you have just asked for this yourself, and know where the answer goes.",
  account: "Account",
  accountHint: "Bound to an account, it reaches nothing else",
  accountAny: "All accounts",
  lasting: "The access does not expire. You can stop or revoke it at any time under Agents.",
  approve: "Approve",
  deny: "Deny",
  signIn: "Sign in to approve",
  notAllowed: "Your role may not give access. An administrator can.",
  done: "It is done",
  back: (place: string) => `Your browser is on its way to ${place}. You can close this window.`,
  fault: "This request can’t be answered",
  faultText: "Nobody was sent anywhere, and nothing was given. Begin anew where you came from, or tell its makers:",
  closed: "Web connectors are not let in here. Whoever runs Posthorn can switch them on under Agents.",
});
