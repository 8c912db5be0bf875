import type { texts } from "../../pages/account-authorize/texts.ts";

export const accountAuthorize: typeof texts = {
  title: (name: string) => `„${name}“ neu anmelden`,
  oauth2:
    "Ein Link führt zur Seite des Anbieters, wo der Inhaber des Postfachs erneut zustimmt. Wer ihn öffnet, muss dort als die richtige Person angemeldet sein.",
  password: "Ein Link führt zu einem Formular, in das der Inhaber des Postfachs das Passwort neu eingibt.",
  pinned: (email: string) => `Nur ${email} wird angenommen.`,
  cancel: "Abbrechen",
  make: "Link erstellen",
};
