import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/suppression-lists/texts.ts";

const addresses = (count: number) => `${formatNumber(count)} ${plural(count, { one: "Adresse", other: "Adressen" })}`;

export const suppressionLists: typeof texts = {
  title: "Sperrlisten",
  description:
    "Adressen, die keine E-Mails einer Liste mehr bekommen. Das gilt nur für Nachrichten, die ihre Liste als listId nennen.",
  add: "Adresse hinzufügen",
  import: "Importieren",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "Liste", other: "Listen" })}`,
  empty:
    "Verlässt ein Empfänger eine Liste, wird seine Adresse hier vermerkt, damit keine spätere Nachricht dieser Liste an sie geht. Sie können auch selbst Adressen hinzufügen.",
  columns: { list: "Liste", count: "Adressen" },
  open: "Öffnen",
  form: {
    title: "Adresse hinzufügen",
    list: "Liste",
    listHint: "Ihre ID, wie Nachrichten sie nennen: news.example.com. Eine neue wird angelegt",
    account: "Konto",
    accountHint: "Um wessen E-Mails es geht",
    choose: "Konto wählen",
    address: "Adresse",
    reason: "Grund",
    submit: "Hinzufügen",
    added: (address: string, list: string) => `${address} bekommt keine E-Mails von ${list} mehr.`,
    known: (address: string, list: string) => `${address} stand schon auf ${list} und hat jetzt den neuen Grund.`,
    needsList: "Nennen Sie die Liste",
    needsAccount: "Wählen Sie ein Konto",
    needsAddress: "Das ist keine E-Mail-Adresse",
  },
  many: {
    title: "Adressen importieren",
    text: "Fügen Sie Adressen ein oder wählen Sie eine CSV- oder Textdatei: Jede E-Mail-Adresse darin wird übernommen, was auch immer darum herum steht.",
    file: "Datei wählen",
    addresses: "Adressen",
    found: (count: number) => `${addresses(count)} gefunden.`,
    none: "Darin steht keine E-Mail-Adresse",
    submit: "Importieren",
    done: (added: number, known: number) =>
      known === 0
        ? `${addresses(added)} hinzugefügt.`
        : `${addresses(added)} hinzugefügt, ${formatNumber(known)} schon vorhanden.`,
  },
};
