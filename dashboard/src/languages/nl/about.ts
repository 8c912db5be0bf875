import type { texts } from "../../pages/about/texts.ts";

export const about: typeof texts = {
  title: "Over Posthorn",
  description: "Posthorn is vrije software onder de MIT-licentie. U hebt geen licentiesleutel nodig.",
  versions: "Versies",
  posthorn: "Posthorn",
  node: "Node.js",
  system: "Systeem",
  store: "Database",
  latency: "Antwoordtijd van de database",
  imap: "IMAP-bibliotheek",
  build: "Build",
  upgrade: "Bijwerken",
  upgradeText:
    "Stop Posthorn, vervang het door de nieuwe versie en start het weer: de database wordt vanzelf bijgewerkt. Maak eerst een back-up.",
  backup: "Vóór het bijwerken",
  legal: "Waaruit het bestaat",
  licenses: "Licenties van de gebruikte software",
  sbom: "Onderdelenlijst (CycloneDX)",
  help: "Als er iets mis is",
  helpText: "Deze opdracht controleert de installatie en zegt wat er mis is:",
  command: "Opdracht",
};
