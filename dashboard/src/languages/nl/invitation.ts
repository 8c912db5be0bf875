import type { texts } from "../../pages/invitation/texts.ts";

export const invitation: typeof texts = {
  title: "Kies een wachtwoord",
  description: "U bent uitgenodigd voor deze Posthorn. De link werkt één keer.",
  password: "Wachtwoord",
  passwordHint: "Minstens 8 tekens; een paar woorden achter elkaar is goed",
  again: "Wachtwoord nogmaals",
  submit: "Opslaan en aanmelden",
  noLink: {
    title: "Deze pagina heeft de link nodig die u hebt gekregen",
    text: "Het geheime deel wordt meteen uit de adresbalk gehaald. Open na het opnieuw laden van de pagina de link dus nog een keer. Die ziet er zo uit:",
  },
  bad: {
    title: "Deze link werkt niet",
    text: "De link is al gebruikt, is ouder dan een week of is niet volledig gekopieerd. Vraag om een nieuwe.",
  },
  code: {
    title: "Het wachtwoord is opgeslagen",
    text: "Daarna wordt nog een eenmalige code gevraagd: meld u aan met het nieuwe wachtwoord en een code.",
  },
  signIn: "Aanmelden",
};
