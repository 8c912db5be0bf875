import type { texts } from "../../pages/login/texts.ts";

export const login: typeof texts = {
  title: "Aanmelden",
  name: "Gebruikersnaam",
  password: "Wachtwoord",
  remember: "30 dagen aangemeld blijven",
  submit: "Aanmelden",
  forgotten: "Wachtwoord vergeten? Op de server stelt deze opdracht een nieuw in:",
  or: "of",
  passkey: "Aanmelden met een passkey",
  signInWith: (provider: string) => `Aanmelden met ${provider}`,
  code: "Code",
  codeHint: "Zes cijfers uit uw authenticator-app, of een herstelcode",
  beginAgain: "Opnieuw beginnen",
  wrongCode: { title: "De code is onjuist", text: "Misschien is die verlopen of al gebruikt. Probeer de volgende." },
  wrongPasskey: {
    title: "De passkey is niet geaccepteerd",
    text: "Misschien is die verwijderd. Meld u op een andere manier aan.",
  },
  noPasskey: {
    title: "Er is geen passkey gebruikt",
    text: "Kies er een van deze site, of meld u op een andere manier aan.",
  },
  tooLate: { title: "Het duurde te lang", text: "Vul uw naam en wachtwoord opnieuw in." },
  locked: "Te veel mislukte pogingen",
  wrong: { title: "Naam of wachtwoord is onjuist", text: "Controleer beide en probeer het opnieuw." },
  tooMany: "Te veel pogingen",
  tooManyText: (wait: string) =>
    `Aanmelden is een tijdje geblokkeerd. ${wait || "Probeer het over een minuut opnieuw."}`,
  notHere: "Aanmelden is vanaf hier niet mogelijk",
  reasons: {
    ended: { title: "Uw sessie is beëindigd", text: "Meld u aan om verder te gaan waar u was." },
    "provider-failed": {
      title: "De provider heeft u niet aangemeld",
      text: "De provider was niet bereikbaar of deed er te lang over. Probeer het opnieuw.",
    },
    "provider-refused": {
      title: "U mag zich hier niet aanmelden",
      text: "De provider kent u, maar u hoort niet bij degenen die toegang hebben. Vraag het aan wie Posthorn beheert.",
    },
    "signed-out": { title: "U bent afgemeld", text: "" },
    "signed-out-everywhere": { title: "U bent overal afgemeld", text: "" },
  },
  setup: {
    title: "Er is nog geen gebruiker",
    link: "Open de link die de server bij het starten heeft getoond. Die ziet er zo uit:",
    command: "Of maak de eerste gebruiker aan op de server:",
  },
};
