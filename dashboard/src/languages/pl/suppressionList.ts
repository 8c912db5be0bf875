import type { texts } from "../../pages/suppression-list/texts.ts";
import { formatNumber, plural } from "../format.ts";

const addresses = (count: number) =>
  `${formatNumber(count)} ${plural(count, { one: "adres", few: "adresy", many: "adresów", other: "adresu" })}`;

export const suppressionList: typeof texts = {
  back: "Listy wykluczeń",
  description: "Kto nie dostaje już poczty z tej listy.",
  search: "Znajdź pełny adres",
  export: "Zapisz jako CSV",
  file: (list: string) => `wykluczenia-${list}.csv`,
  counted: addresses,
  empty: "Nikt nie opuścił tej listy. Pojawi się wśród list z pierwszym adresem.",
  columns: { address: "Adres", reason: "Powód", source: "Przez", account: "Konto", added: "Dodano" },
  sources: {
    api: "program",
    form: "odbiorca, na stronie",
    "one-click": "odbiorca, jednym kliknięciem",
    admin: "zalogowana osoba",
    bounce: "zwrot wiadomości",
    complaint: "skarga",
  },
  unknown: "–",
  choose: (address: string) => `Zaznacz ${address}`,
  chooseAll: "Zaznacz wszystkie na tej stronie",
  copy: "Kopiuj adres",
  copied: "Skopiowano.",
  page: "Otwórz stronę publiczną",
  remove: "Usuń",
  removeThese: (count: number) => `Usuń ${addresses(count)}`,
  removeTitle: (count: number) => `Usunąć ${addresses(count)} z listy?`,
  removeOneTitle: (address: string) => `Usunąć ${address} z listy?`,
  removeText: "Poczta z tej listy znów będzie tam docierać. Wraz z ostatnim adresem znika też lista.",
  removed: (count: number) => `Usunięto ${addresses(count)}.`,
  csv: { address: "adres", reason: "powód", source: "źródło", account: "konto", created: "dodano" },
  copyPage: "Kopiuj łącze do strony publicznej",
};
