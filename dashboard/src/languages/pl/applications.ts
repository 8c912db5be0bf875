import type { texts } from "../../pages/applications/texts.ts";
import { formatNumber, plural } from "../format.ts";

const accounts = (count: number) =>
  `${formatNumber(count)} ${plural(count, { one: "konto", few: "konta", many: "kont", other: "konta" })}`;

export const applications: typeof texts = {
  title: "Aplikacje OAuth2",
  description:
    "Google, Microsoft i Mail.ru wpuszczają programy do skrzynek przez aplikację, którą raz się u nich rejestruje.",
  add: "Dodaj aplikację",
  empty:
    "Zarejestruj aplikację u dostawcy i zapisz ją tutaj. Odtąd jej konta nie potrzebują hasła: zgodę wyrażają właściciele albo administrator wpuszcza aplikację do wszystkich.",
  tabs: { label: "Co pokazać", applications: "Aplikacje", subscriptions: "Subskrypcje Gmaila" },
  counted: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "aplikacja", few: "aplikacje", many: "aplikacji", other: "aplikacji" })}`,
  columns: {
    application: "Aplikacja",
    provider: "Dostawca",
    served: "Obsługa przez",
    state: "Stan",
    created: "Dodano",
  },
  open: "Otwórz",
  edit: "Edytuj",
  delete: "Usuń",
  deleteTitle: (name: string) => `Usunąć aplikację „${name}”?`,
  deleteText: (count: number) =>
    count === 0
      ? "Żadne konto jej nie używa. Tego nie można cofnąć."
      : `${accounts(count)} ${plural(count, { one: "używa jej i od razu przestanie", few: "używają jej i od razu przestaną", many: "używa jej i od razu przestanie", other: "używa jej i od razu przestanie" })} działać: nic nie będzie odczytywane ani wysyłane. Aby zastąpić sekret, który wygasł, zmień raczej aplikację. Tego nie można cofnąć.`,
  deleteUnknown: "Jej konta od razu przestaną działać: nic nie będzie odczytywane ani wysyłane. Tego nie można cofnąć.",
  deleted: "Aplikacja została usunięta.",
  none: "–",
  providers: {
    gmail: "Google",
    gmailService: "Konto usługi Google",
    outlook: "Microsoft",
    outlookService: "Microsoft, cała dzierżawa",
    mailRu: "Mail.ru",
    pubsub: "Powiadomienia Gmaila",
  },
  bases: { imap: "IMAP i SMTP", api: "API dostawcy", pubsub: "Cloud Pub/Sub" },
  states: { on: "Włączona", off: "Nieoferowana", failing: "Zgłasza błędy" },
  offHint: "Formularz jej nie oferuje; konta, które ją mają, działają dalej.",
  subscriptions: {
    empty: "Żadna aplikacja nie nasłuchuje powiadomień Gmaila. Bez niej Gmail jest odpytywany co dziesięć minut.",
    columns: {
      application: "Aplikacja",
      state: "Stan",
      error: "Co jest nie tak",
      project: "Projekt",
      subscription: "Temat i subskrypcja",
      expires: "Znika bez odczytu po",
    },
    states: {
      ok: "Nasłuchuje",
      setup: "Nie udało się skonfigurować",
      pull: "Nie można odczytać",
      pending: "W trakcie przygotowania",
      update: "Nie udało się zmienić",
    },
    ttl: "Po ilu dniach Google usuwa subskrypcję, której nikt nie czyta",
    ttlHint: "Puste: 31, jak w Google. 0: nigdy",
    save: "Zapisz",
    saved: "Ustawienie zostało zapisane.",
    never: "Nigdy",
    days: (count: number) =>
      `${formatNumber(count)} ${plural(count, { one: "dniu", few: "dniach", many: "dniach", other: "dnia" })}`,
  },
};
