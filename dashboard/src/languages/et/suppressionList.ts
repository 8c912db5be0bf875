import type { texts } from "../../pages/suppression-list/texts.ts";
import { formatNumber, plural } from "../format.ts";

const addresses = (count: number) => `${formatNumber(count)} ${plural(count, { one: "aadress", other: "aadressi" })}`;

export const suppressionList: typeof texts = {
  back: "Blokeerimisloendid",
  description: "Kes selle loendi kirju enam ei saa.",
  search: "Otsi täielikku aadressi",
  export: "Salvesta CSV-na",
  file: (list: string) => `blokeeritud-${list}.csv`,
  counted: addresses,
  empty: "Keegi pole sellest loendist lahkunud. Loend ilmub nähtavale esimese aadressiga.",
  columns: { address: "Aadress", reason: "Põhjus", source: "Kes lisas", account: "Konto", added: "Lisatud" },
  sources: {
    api: "programm",
    form: "saaja ise, lehel",
    "one-click": "saaja ise, ühe klõpsuga",
    admin: "sisse loginud kasutaja",
    bounce: "tagasipõrge",
    complaint: "kaebus",
  },
  unknown: "–",
  choose: (address: string) => `Vali ${address}`,
  chooseAll: "Vali kõik sellel lehel",
  copy: "Kopeeri aadress",
  copied: "Kopeeritud.",
  page: "Ava avalik leht",
  remove: "Eemalda",
  removeThese: (count: number) => `Eemalda ${addresses(count)}`,
  removeTitle: (count: number) => `Kas eemaldada loendist ${addresses(count)}?`,
  removeOneTitle: (address: string) => `Kas eemaldada ${address} loendist?`,
  removeText: "Selle loendi kirjad jõuavad jälle nendeni. Viimase aadressiga kaob ka loend.",
  removed: (count: number) => `Eemaldatud: ${addresses(count)}.`,
  csv: { address: "aadress", reason: "põhjus", source: "allikas", account: "konto", created: "loodud" },
  copyPage: "Kopeeri avaliku lehe link",
};
