import type { texts } from "../../pages/sessions/texts.ts";

export const sessions: typeof texts = {
  browserOn: (browser: string, system: string) => `${browser} unter ${system}`,
  title: "Wo Sie angemeldet sind",
  description: "Melden Sie Sitzungen ab, die Sie nicht kennen, und ändern Sie dann Ihr Passwort.",
  current: "Dieser Browser",
  unknownBrowser: "Unbekanntes Programm",
  lastSeen: "Zuletzt aktiv",
  since: "angemeldet",
  until: "endet",
  signOut: "Abmelden",
  signedOut: "Die Sitzung ist abgemeldet.",
  everywhere: "Überall abmelden",
  everywhereTitle: "Überall abmelden?",
  everywhereText: "Alle Ihre Sitzungen enden, auch diese. Zugriffstoken bleiben gültig.",
};
