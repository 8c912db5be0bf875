import type { texts } from "../../pages/account-authorize/texts.ts";

export const accountAuthorize: typeof texts = {
  title: (name: string) => `‘${name}’ opnieuw aanmelden`,
  oauth2:
    "Een link leidt naar de pagina van de provider, waar de eigenaar van het postvak opnieuw toestemming geeft. Wie de link opent, moet daar als de juiste persoon zijn aangemeld.",
  password: "Een link leidt naar een formulier waarin de eigenaar van het postvak het wachtwoord opnieuw invult.",
  pinned: (email: string) => `Alleen ${email} wordt geaccepteerd.`,
  cancel: "Annuleren",
  make: "Link maken",
};
