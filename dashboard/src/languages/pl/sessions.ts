import type { texts } from "../../pages/sessions/texts.ts";

export const sessions: typeof texts = {
  browserOn: (browser: string, system: string) => `${browser} w systemie ${system}`,
  title: "Aktywne sesje",
  description: "Nieznaną sesję należy wylogować, a hasło zmienić.",
  current: "Ta przeglądarka",
  unknownBrowser: "Nieznany program",
  lastSeen: "Ostatnia aktywność",
  since: "zalogowano",
  until: "koniec",
  signOut: "Wyloguj",
  signedOut: "Sesja została wylogowana.",
  everywhere: "Wyloguj wszędzie",
  everywhereTitle: "Wylogować wszędzie?",
  everywhereText: "Zakończą się wszystkie sesje, także ta. Tokeny dostępu działają dalej.",
};
