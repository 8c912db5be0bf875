import type { texts } from "../../pages/login/texts.ts";

export const login: typeof texts = {
  title: "Anmelden",
  name: "Benutzername",
  password: "Passwort",
  remember: "30 Tage angemeldet bleiben",
  submit: "Anmelden",
  forgotten: "Passwort vergessen? Auf dem Server setzt dieser Befehl ein neues:",
  or: "oder",
  passkey: "Mit Passkey anmelden",
  signInWith: (provider: string) => `Mit ${provider} anmelden`,
  code: "Code",
  codeHint: "Sechs Ziffern aus Ihrer Authenticator-App oder ein Wiederherstellungscode",
  beginAgain: "Von vorn beginnen",
  wrongCode: {
    title: "Der Code ist falsch",
    text: "Vielleicht ist er abgelaufen oder wurde schon benutzt. Versuchen Sie den nächsten.",
  },
  wrongPasskey: {
    title: "Der Passkey wurde nicht angenommen",
    text: "Vielleicht wurde er entfernt. Melden Sie sich auf andere Weise an.",
  },
  noPasskey: {
    title: "Es wurde kein Passkey benutzt",
    text: "Wählen Sie einen dieser Website oder melden Sie sich auf andere Weise an.",
  },
  tooLate: { title: "Es hat zu lange gedauert", text: "Geben Sie Namen und Passwort noch einmal ein." },
  locked: "Zu viele Fehlversuche",
  wrong: { title: "Name oder Passwort ist falsch", text: "Prüfen Sie beides und versuchen Sie es noch einmal." },
  tooMany: "Zu viele Versuche",
  tooManyText: (wait: string) =>
    `Die Anmeldung ist eine Weile gesperrt. ${wait || "Versuchen Sie es in einer Minute wieder."}`,
  notHere: "Von hier aus ist die Anmeldung nicht möglich",
  reasons: {
    ended: { title: "Ihre Sitzung ist beendet", text: "Melden Sie sich an, um dort weiterzumachen, wo Sie waren." },
    "provider-failed": {
      title: "Der Anbieter hat Sie nicht angemeldet",
      text: "Er war nicht erreichbar oder hat zu lange gebraucht. Versuchen Sie es noch einmal.",
    },
    "provider-refused": {
      title: "Sie dürfen sich hier nicht anmelden",
      text: "Der Anbieter kennt Sie, aber Sie gehören nicht zu denen, die Zugang haben. Fragen Sie, wer Posthorn betreibt.",
    },
    "signed-out": { title: "Sie haben sich abgemeldet", text: "" },
    "signed-out-everywhere": { title: "Sie haben sich überall abgemeldet", text: "" },
  },
  setup: {
    title: "Es gibt noch keinen Benutzer",
    link: "Öffnen Sie den Link, den der Server beim Start ausgegeben hat. Er sieht so aus:",
    command: "Oder legen Sie den ersten Benutzer auf dem Server an:",
  },
};
