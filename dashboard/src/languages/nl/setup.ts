import type { texts } from "../../pages/setup/texts.ts";

export const setup: typeof texts = {
  title: "Posthorn instellen",
  description: "Maak de eerste gebruiker aan. Deze link werkt één keer.",
  name: "Gebruikersnaam",
  password: "Wachtwoord",
  passwordHint: "Minstens 8 tekens; een paar woorden achter elkaar is goed",
  again: "Wachtwoord nogmaals",
  submit: "Aanmaken en aanmelden",
  noLink: {
    title: "Deze pagina heeft de link van de server nodig",
    text: "De server toont de link bij het starten, zolang er nog geen gebruiker is. Het geheime deel wordt meteen uit de adresbalk gehaald. Open na het opnieuw laden van de pagina de link dus nog een keer. Die ziet er zo uit:",
  },
  bad: {
    title: "Deze link werkt niet",
    text: "De link is al gebruikt, is ouder dan 24 uur of is niet volledig gekopieerd. Herstart de server voor een nieuwe, of maak de gebruiker op de server aan met: npx posthorn password",
  },
  notHere: "Instellen is vanaf hier niet mogelijk",
  done: {
    title: "Posthorn is al ingesteld",
    text: "Iemand heeft de eerste gebruiker al aangemaakt. Meld u gewoon aan.",
  },
  signIn: "Aanmelden",
};
