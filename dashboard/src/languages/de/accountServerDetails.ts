import type { texts } from "../../pages/account-server-details/texts.ts";

export const accountServerDetails: typeof texts = {
  title: "Was die Mailserver über sich sagen",
  hint: "So, wie sie es bei der letzten Anmeldung und bei der letzten Übergabe gesagt haben. Niemand wird jetzt danach gefragt.",
  none: "Noch ist nichts bekannt: Es wird bei der ersten Anmeldung gesagt, oder wenn eine E-Mail gesendet wird.",
  imap: "IMAP-Server",
  smtp: "SMTP-Server",
  software: "Software",
  vendor: "Hersteller",
  version: "Version",
  support: "Hilfe",
  capabilities: "Fähigkeiten",
  authMethods: "Anmeldeverfahren",
  extensions: "Erweiterungen",
  maxMessageSize: "Größte Nachricht",
  seen: "Stand",
  saidBy: "Das sagte",
  otherServer: (host: string) => `${host} (ein anderer Server als der jetzt eingestellte)`,
  used: "von Posthorn verwendet",
  subconnections: "Ordner mit eigener Verbindung",
  states: {
    listening: "Hört zu seit",
    connecting: "Wird verbunden seit",
    waiting: "Gescheitert; neuer Versuch von selbst, seit",
  },
  lastFailure: "Letzter Fehler",
};
