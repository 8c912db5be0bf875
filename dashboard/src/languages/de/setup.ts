import type { texts } from "../../pages/setup/texts.ts";

export const setup: typeof texts = {
  title: "Posthorn einrichten",
  description: "Legen Sie den ersten Benutzer an. Dieser Link gilt einmal.",
  name: "Benutzername",
  password: "Passwort",
  passwordHint: "Mindestens 8 Zeichen; gut sind mehrere Wörter hintereinander",
  again: "Passwort noch einmal",
  submit: "Anlegen und anmelden",
  noLink: {
    title: "Diese Seite braucht den Link vom Server",
    text: "Der Server gibt ihn beim Start aus, solange es noch keinen Benutzer gibt. Der geheime Teil wird sofort aus der Adresszeile entfernt. Öffnen Sie nach dem Neuladen der Seite deshalb den Link noch einmal. Er sieht so aus:",
  },
  bad: {
    title: "Dieser Link funktioniert nicht",
    text: "Er wurde schon benutzt, ist älter als 24 Stunden oder wurde nicht vollständig kopiert. Starten Sie den Server neu, um einen neuen zu bekommen, oder legen Sie den Benutzer auf dem Server an mit: npx posthorn password",
  },
  notHere: "Von hier aus ist die Einrichtung nicht möglich",
  done: {
    title: "Posthorn ist bereits eingerichtet",
    text: "Jemand hat den ersten Benutzer schon angelegt. Melden Sie sich einfach an.",
  },
  signIn: "Anmelden",
};
