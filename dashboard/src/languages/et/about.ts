import type { texts } from "../../pages/about/texts.ts";

export const about: typeof texts = {
  title: "Teave",
  description: "Posthorn on vaba tarkvara MIT-litsentsiga. Litsentsivõtit pole vaja.",
  versions: "Versioonid",
  posthorn: "Posthorn",
  node: "Node.js",
  system: "Süsteem",
  store: "Andmebaas",
  latency: "Vastab ajaga",
  imap: "IMAP-i teek",
  build: "Ehitus",
  upgrade: "Uuendamine",
  upgradeText:
    "Peatage Posthorn, pange uus versioon asemele ja käivitage see: andmebaas uuendatakse automaatselt. Enne tehke varukoopia.",
  backup: "Enne uuendamist",
  legal: "Millest see koosneb",
  licenses: "Posthorni kasutatava tarkvara litsentsid",
  sbom: "Komponentide loend (CycloneDX)",
  help: "Kui midagi on valesti",
  helpText: "See käsk vaatab paigalduse üle ja ütleb, mis on valesti:",
  command: "Käsk",
};
