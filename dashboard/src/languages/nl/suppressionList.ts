import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/suppression-list/texts.ts";

const addresses = (count: number) => `${formatNumber(count)} ${plural(count, { one: "adres", other: "adressen" })}`;

export const suppressionList: typeof texts = {
  back: "Blokkeerlijsten",
  description: "Wie geen e-mail van deze lijst meer krijgt.",
  search: "Zoek een volledig adres",
  export: "Opslaan als CSV",
  file: (list: string) => `geblokkeerd-${list}.csv`,
  counted: addresses,
  empty: "Niemand heeft deze lijst verlaten. Met het eerste adres verschijnt ze tussen de lijsten.",
  columns: { address: "Adres", reason: "Reden", source: "Door", account: "Account", added: "Toegevoegd" },
  sources: {
    api: "een programma",
    form: "de ontvanger, op de pagina",
    "one-click": "de ontvanger, met één klik",
    admin: "een aangemelde persoon",
    bounce: "een bounce",
    complaint: "een klacht",
  },
  unknown: "–",
  choose: (address: string) => `${address} kiezen`,
  chooseAll: "Alles op deze pagina kiezen",
  copy: "Adres kopiëren",
  copied: "Gekopieerd.",
  page: "Openbare pagina openen",
  remove: "Verwijderen",
  removeThese: (count: number) => `${addresses(count)} verwijderen`,
  removeTitle: (count: number) => `${addresses(count)} van de lijst verwijderen?`,
  removeOneTitle: (address: string) => `${address} van de lijst verwijderen?`,
  removeText: "E-mail van deze lijst komt daar weer aan. Met het laatste adres verdwijnt ook de lijst.",
  removed: (count: number) => `${addresses(count)} verwijderd.`,
  csv: { address: "adres", reason: "reden", source: "bron", account: "account", created: "aangemaakt" },
  copyPage: "Link naar de openbare pagina kopiëren",
};
