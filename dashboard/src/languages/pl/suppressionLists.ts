import type { texts } from "../../pages/suppression-lists/texts.ts";
import { formatNumber, plural } from "../format.ts";

const addresses = (count: number) =>
  `${formatNumber(count)} ${plural(count, { one: "adres", few: "adresy", many: "adresów", other: "adresu" })}`;

export const suppressionLists: typeof texts = {
  title: "Listy wykluczeń",
  description:
    "Adresy, które nie dostają już poczty z danej listy. Sprawdzane są tylko wiadomości, które podają swoją listę w listId.",
  add: "Dodaj adres",
  import: "Importuj",
  counted: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "lista", few: "listy", many: "list", other: "listy" })}`,
  empty:
    "Gdy odbiorca opuszcza listę, jego adres trafia tutaj, aby nie dostawał z niej kolejnych wiadomości. Adresy można też dodawać ręcznie.",
  columns: { list: "Lista", count: "Adresy" },
  open: "Otwórz",
  form: {
    title: "Dodaj adres",
    list: "Lista",
    listHint: "Identyfikator, jaki podają wiadomości: news.example.com. Nowa lista zostanie utworzona",
    account: "Konto",
    accountHint: "Z którego pochodzi poczta",
    choose: "Wybierz konto",
    address: "Adres",
    reason: "Powód",
    submit: "Dodaj",
    added: (address: string, list: string) => `${address} nie dostaje już poczty z ${list}.`,
    known: (address: string, list: string) => `${address} był już na ${list}; zapisano nowy powód.`,
    needsList: "Podaj listę",
    needsAccount: "Wybierz konto",
    needsAddress: "To nie jest adres e-mail",
  },
  many: {
    title: "Importuj adresy",
    text: "Wklej adresy albo wybierz plik CSV lub tekstowy: pobrany zostanie każdy adres e-mail, niezależnie od tego, co go otacza.",
    file: "Wybierz plik",
    addresses: "Adresy",
    found: (count: number) => `Znaleziono ${addresses(count)}.`,
    none: "Nie ma tu żadnego adresu e-mail",
    submit: "Importuj",
    done: (added: number, known: number) =>
      known === 0 ? `Dodano ${addresses(added)}.` : `Dodano ${addresses(added)}, już obecne: ${formatNumber(known)}.`,
  },
};
