import type { texts } from "../../pages/about/texts.ts";

export const about: typeof texts = {
  title: "O programie",
  description: "Posthorn to wolne oprogramowanie na licencji MIT. Nie wymaga klucza licencyjnego.",
  versions: "Wersje",
  posthorn: "Posthorn",
  node: "Node.js",
  system: "System",
  store: "Baza danych",
  latency: "Czas odpowiedzi bazy",
  imap: "Biblioteka IMAP",
  build: "Kompilacja",
  upgrade: "Aktualizacja",
  upgradeText:
    "Zatrzymaj Posthorn, umieść nową wersję w miejscu starej i ją uruchom: baza danych zaktualizuje się sama. Najpierw należy zrobić kopię zapasową.",
  backup: "Przed aktualizacją",
  legal: "Z czego się składa",
  licenses: "Licencje używanych składników",
  sbom: "Lista składników (CycloneDX)",
  help: "Gdy coś nie działa",
  helpText: "To polecenie sprawdza instalację i mówi, co jest nie tak:",
  command: "Polecenie",
};
