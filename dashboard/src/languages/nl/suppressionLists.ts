import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/suppression-lists/texts.ts";

const addresses = (count: number) => `${formatNumber(count)} ${plural(count, { one: "adres", other: "adressen" })}`;

export const suppressionLists: typeof texts = {
  title: "Blokkeerlijsten",
  description:
    "Adressen die geen e-mail van een lijst meer krijgen. Dit geldt alleen voor berichten die hun lijst als listId noemen.",
  add: "Adres toevoegen",
  import: "Importeren",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "lijst", other: "lijsten" })}`,
  empty:
    "Wanneer een ontvanger een lijst verlaat, wordt het adres hier bewaard, zodat geen later bericht van die lijst erheen gaat. U kunt ook zelf adressen toevoegen.",
  columns: { list: "Lijst", count: "Adressen" },
  open: "Openen",
  form: {
    title: "Adres toevoegen",
    list: "Lijst",
    listHint: "De ID, zoals berichten die noemen: news.example.com. Een nieuwe wordt aangemaakt",
    account: "Account",
    accountHint: "Om wiens e-mail het gaat",
    choose: "Kies een account",
    address: "Adres",
    reason: "Reden",
    submit: "Toevoegen",
    added: (address: string, list: string) => `${address} krijgt geen e-mail van ${list} meer.`,
    known: (address: string, list: string) => `${address} stond al op ${list} en heeft nu de nieuwe reden.`,
    needsList: "Noem de lijst",
    needsAccount: "Kies een account",
    needsAddress: "Dit is geen e-mailadres",
  },
  many: {
    title: "Adressen importeren",
    text: "Plak adressen, of kies een CSV- of tekstbestand: elk e-mailadres erin wordt overgenomen, wat er ook omheen staat.",
    file: "Bestand kiezen",
    addresses: "Adressen",
    found: (count: number) => `${addresses(count)} gevonden.`,
    none: "Er staat geen e-mailadres in",
    submit: "Importeren",
    done: (added: number, known: number) =>
      known === 0
        ? `${addresses(added)} toegevoegd.`
        : `${addresses(added)} toegevoegd, ${formatNumber(known)} stonden er al.`,
  },
};
