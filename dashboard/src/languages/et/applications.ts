import type { texts } from "../../pages/applications/texts.ts";
import { formatNumber, plural } from "../format.ts";

const accounts = (count: number) => `${formatNumber(count)} ${plural(count, { one: "konto", other: "kontot" })}`;

export const applications: typeof texts = {
  title: "OAuth2 rakendused",
  description:
    "Google, Microsoft ja Mail.ru lasevad programmid postkastidesse rakenduse kaudu, mille nende juures ühe korra registreerite.",
  add: "Lisa rakendus",
  empty:
    "Registreerige rakendus teenusepakkuja juures ja salvestage see siin. Edaspidi ei vaja kontod parooli: omanikud annavad nõusoleku või administraator lubab rakenduse kõigi jaoks.",
  tabs: { label: "Mida näidata", applications: "Rakendused", subscriptions: "Gmaili tellimused" },
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "rakendus", other: "rakendust" })}`,
  columns: {
    application: "Rakendus",
    provider: "Teenusepakkuja",
    served: "Teenindab",
    state: "Olek",
    created: "Lisatud",
  },
  open: "Ava",
  edit: "Muuda",
  delete: "Kustuta",
  deleteTitle: (name: string) => `Kas kustutada rakendus „${name}“?`,
  deleteText: (count: number) =>
    count === 0
      ? "Ükski konto ei kasuta seda. Seda ei saa tagasi võtta."
      : `${accounts(count)} ${plural(count, { one: "kasutab seda ja lakkab", other: "kasutavad seda ja lakkavad" })} kohe töötamast: enam ei loeta ega saadeta midagi. Aegunud saladuse asendamiseks muutke hoopis rakendust. Seda ei saa tagasi võtta.`,
  deleteUnknown: "Kontod lakkavad kohe töötamast: enam ei loeta ega saadeta midagi. Seda ei saa tagasi võtta.",
  deleted: "Rakendus on kustutatud.",
  none: "–",
  providers: {
    gmail: "Google",
    gmailService: "Google'i teenusekonto",
    outlook: "Microsoft",
    outlookService: "Microsoft, kogu tenant",
    mailRu: "Mail.ru",
    pubsub: "Gmaili teavitused",
  },
  bases: { imap: "IMAP ja SMTP", api: "Teenusepakkuja API", pubsub: "Cloud Pub/Sub" },
  states: { on: "Lubatud", off: "Ei pakuta", failing: "Tõrgub" },
  offHint: "Majutatud vorm ei paku seda; seda kasutavad kontod jätkavad.",
  subscriptions: {
    empty: "Ükski rakendus ei kuula Gmaili teavitusi. Ilma selleta küsitakse Gmaililt iga kümne minuti järel.",
    columns: {
      application: "Rakendus",
      state: "Olek",
      error: "Mis on valesti",
      project: "Projekt",
      subscription: "Teema ja tellimus",
      expires: "Kaob lugemata pärast",
    },
    states: {
      ok: "Kuulab",
      setup: "Ei saanud luua",
      pull: "Ei saa lugeda",
      pending: "Seadistamisel",
      update: "Muutmine ebaõnnestus",
    },
    ttl: "Google kustutab lugemata tellimuse nii mitme päeva pärast",
    ttlHint: "Tühi: 31, nagu Google'il. 0: mitte kunagi",
    save: "Salvesta",
    saved: "Seade on salvestatud.",
    never: "Mitte kunagi",
    days: (count: number) => `${formatNumber(count)} ${plural(count, { one: "päev", other: "päeva" })}`,
  },
};
