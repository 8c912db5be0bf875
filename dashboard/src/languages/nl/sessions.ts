import type { texts } from "../../pages/sessions/texts.ts";

export const sessions: typeof texts = {
  browserOn: (browser: string, system: string) => `${browser} op ${system}`,
  title: "Waar u bent aangemeld",
  description: "Meld sessies die u niet herkent af en wijzig daarna uw wachtwoord.",
  current: "Deze browser",
  unknownBrowser: "Onbekend programma",
  lastSeen: "Laatst actief",
  since: "aangemeld",
  until: "eindigt",
  signOut: "Afmelden",
  signedOut: "De sessie is afgemeld.",
  everywhere: "Overal afmelden",
  everywhereTitle: "Overal afmelden?",
  everywhereText: "Al uw sessies worden beëindigd, ook deze. Toegangstokens blijven werken.",
};
