import type { texts } from "../../pages/suppression-lists/texts.ts";
import { formatNumber, plural } from "../format.ts";

const addresses = (count: number) => `${formatNumber(count)} ${plural(count, { one: "aadress", other: "aadressi" })}`;

export const suppressionLists: typeof texts = {
  title: "Blokeerimisloendid",
  description:
    "Aadressid, mis loendi kirju enam ei saa. Siit kontrollitakse ainult kirju, mis nimetavad loendi väljal listId.",
  add: "Lisa aadress",
  import: "Impordi",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "loend", other: "loendit" })}`,
  empty:
    "Kui saaja loendist lahkub, hoitakse aadressi siin, et ükski hilisem selle loendi kiri talle ei läheks. Aadresse saate ka ise lisada.",
  columns: { list: "Loend", count: "Aadressid" },
  open: "Ava",
  form: {
    title: "Lisa aadress",
    list: "Loend",
    listHint: "Selle ID, nagu kirjad seda nimetavad: news.example.com. Uus luuakse",
    account: "Konto",
    accountHint: "Kelle kirjad need on",
    choose: "Valige konto",
    address: "Aadress",
    reason: "Põhjus",
    submit: "Lisa",
    added: (address: string, list: string) => `${address} ei saa enam loendi ${list} kirju.`,
    known: (address: string, list: string) => `${address} oli juba loendis ${list} ja sai nüüd uue põhjuse.`,
    needsList: "Nimetage loend",
    needsAccount: "Valige konto",
    needsAddress: "See pole e-posti aadress",
  },
  many: {
    title: "Aadresside importimine",
    text: "Kleepige aadressid või valige CSV- või tekstifail: võetakse kõik selles olevad e-posti aadressid, mis iganes nende ümber on.",
    file: "Vali fail",
    addresses: "Aadressid",
    found: (count: number) => `Leitud ${addresses(count)}.`,
    none: "Selles pole ühtegi e-posti aadressi",
    submit: "Impordi",
    done: (added: number, known: number) =>
      known === 0
        ? `Lisatud ${addresses(added)}.`
        : `Lisatud ${addresses(added)}, ${formatNumber(known)} oli juba olemas.`,
  },
};
