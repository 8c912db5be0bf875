import type { texts } from "../../pages/about/texts.ts";

export const about: typeof texts = {
  title: "Über Posthorn",
  description: "Posthorn ist freie Software unter der MIT-Lizenz. Einen Lizenzschlüssel brauchen Sie nicht.",
  versions: "Versionen",
  posthorn: "Posthorn",
  node: "Node.js",
  system: "System",
  store: "Datenbank",
  latency: "Antwortzeit der Datenbank",
  imap: "IMAP-Bibliothek",
  build: "Build",
  upgrade: "Aktualisieren",
  upgradeText:
    "Halten Sie Posthorn an, ersetzen Sie es durch die neue Version und starten Sie es wieder: Die Datenbank wird von selbst auf den neuen Stand gebracht. Machen Sie vorher eine Sicherung.",
  backup: "Vor der Aktualisierung",
  legal: "Woraus es besteht",
  licenses: "Lizenzen der verwendeten Software",
  sbom: "Stückliste (CycloneDX)",
  help: "Wenn etwas nicht stimmt",
  helpText: "Dieser Befehl prüft die Installation und sagt, was nicht stimmt:",
  command: "Befehl",
};
