import type { texts } from "../../pages/authorize-agent/texts.ts";

export const authorizeAgent: typeof texts = {
  title: "Een agent toegang geven?",
  asks: (client: string) => `${client} wil met deze Posthorn werken.`,
  asksUnnamed: "Een agent die zijn naam niet noemt wil met deze Posthorn werken.",
  returns: (place: string) => `Het antwoord gaat naar ${place}`,
  returnsText:
    "Niemand heeft de naam gecontroleerd. Keur alleen goed als u hier net zelf om hebt gevraagd, en weet waar het antwoord heen gaat.",
  account: "Account",
  accountHint: "Gebonden aan een account bereikt hij niets anders",
  accountAny: "Alle accounts",
  lasting: "De toegang verloopt niet. U kunt hem altijd onder Agents stoppen of intrekken.",
  approve: "Goedkeuren",
  deny: "Weigeren",
  signIn: "Inloggen om goed te keuren",
  notAllowed: "Met uw rol kunt u geen toegang geven. Een beheerder kan het.",
  done: "Het is gebeurd",
  back: (place: string) => `Uw browser is onderweg naar ${place}. U kunt dit venster sluiten.`,
  fault: "Dit verzoek kan niet worden beantwoord",
  faultText:
    "Niemand is ergens heen gestuurd, en er is niets gegeven. Begin opnieuw waar u vandaan kwam, of vertel het de makers:",
  closed: "Webconnectoren worden hier niet binnengelaten. Wie Posthorn beheert kan ze onder Agents inschakelen.",
};
