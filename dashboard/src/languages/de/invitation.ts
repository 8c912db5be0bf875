import type { texts } from "../../pages/invitation/texts.ts";

export const invitation: typeof texts = {
  title: "Passwort wählen",
  description: "Sie wurden zu diesem Posthorn eingeladen. Der Link gilt einmal.",
  password: "Passwort",
  passwordHint: "Mindestens 8 Zeichen; gut sind mehrere Wörter hintereinander",
  again: "Passwort noch einmal",
  submit: "Speichern und anmelden",
  noLink: {
    title: "Diese Seite braucht den Link, den Sie bekommen haben",
    text: "Der geheime Teil wird sofort aus der Adresszeile entfernt. Öffnen Sie nach dem Neuladen der Seite deshalb den Link noch einmal. Er sieht so aus:",
  },
  bad: {
    title: "Dieser Link funktioniert nicht",
    text: "Er wurde schon benutzt, ist älter als eine Woche oder wurde nicht vollständig kopiert. Bitten Sie um einen neuen.",
  },
  code: {
    title: "Das Passwort ist gespeichert",
    text: "Danach wird noch ein Einmalcode verlangt: Melden Sie sich mit dem neuen Passwort und einem Code an.",
  },
  signIn: "Anmelden",
};
