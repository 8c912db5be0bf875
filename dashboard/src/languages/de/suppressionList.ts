import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/suppression-list/texts.ts";

const addresses = (count: number) => `${formatNumber(count)} ${plural(count, { one: "Adresse", other: "Adressen" })}`;

export const suppressionList: typeof texts = {
  back: "Sperrlisten",
  description: "Wer keine E-Mails dieser Liste mehr bekommt.",
  search: "Vollständige Adresse suchen",
  export: "Als CSV speichern",
  file: (list: string) => `gesperrt-${list}.csv`,
  counted: addresses,
  empty: "Niemand hat diese Liste verlassen. Mit ihrer ersten Adresse erscheint sie unter den Listen.",
  columns: { address: "Adresse", reason: "Grund", source: "Durch", account: "Konto", added: "Hinzugefügt" },
  sources: {
    api: "ein Programm",
    form: "den Empfänger, auf der Seite",
    "one-click": "den Empfänger, mit einem Klick",
    admin: "eine angemeldete Person",
    bounce: "einen Rückläufer",
    complaint: "eine Beschwerde",
  },
  unknown: "–",
  choose: (address: string) => `${address} auswählen`,
  chooseAll: "Alle auf dieser Seite auswählen",
  copy: "Adresse kopieren",
  copied: "Kopiert.",
  page: "Öffentliche Seite öffnen",
  remove: "Entfernen",
  removeThese: (count: number) => `${addresses(count)} entfernen`,
  removeTitle: (count: number) => `${addresses(count)} von der Liste entfernen?`,
  removeOneTitle: (address: string) => `${address} von der Liste entfernen?`,
  removeText: "E-Mails dieser Liste kommen dort wieder an. Mit der letzten Adresse verschwindet auch die Liste.",
  removed: (count: number) => `${addresses(count)} entfernt.`,
  csv: { address: "Adresse", reason: "Grund", source: "Quelle", account: "Konto", created: "Angelegt" },
  copyPage: "Link zur öffentlichen Seite kopieren",
};
