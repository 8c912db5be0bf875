import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/applications/texts.ts";

const accounts = (count: number) => `${formatNumber(count)} ${plural(count, { one: "Konto", other: "Konten" })}`;

export const applications: typeof texts = {
  title: "OAuth2-Anwendungen",
  description:
    "Google, Microsoft und Mail.ru lassen Programme über eine Anwendung in Postfächer, die Sie dort einmal registrieren.",
  add: "Anwendung hinzufügen",
  empty:
    "Registrieren Sie eine Anwendung bei einem Anbieter und hinterlegen Sie sie hier. Von da an brauchen ihre Konten kein Passwort: Die Inhaber stimmen zu, oder ein Administrator lässt die Anwendung für alle zu.",
  tabs: { label: "Ansicht", applications: "Anwendungen", subscriptions: "Gmail-Abonnements" },
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "Anwendung", other: "Anwendungen" })}`,
  columns: {
    application: "Anwendung",
    provider: "Anbieter",
    served: "Bedient über",
    state: "Status",
    created: "Hinzugefügt",
  },
  open: "Öffnen",
  edit: "Bearbeiten",
  delete: "Löschen",
  deleteTitle: (name: string) => `Anwendung „${name}“ löschen?`,
  deleteText: (count: number) =>
    count === 0
      ? "Kein Konto benutzt sie. Das lässt sich nicht rückgängig machen."
      : `${accounts(count)} ${plural(count, { one: "benutzt sie und fällt", other: "benutzen sie und fallen" })} sofort aus: Es wird nichts mehr gelesen oder gesendet. Um ein abgelaufenes Geheimnis zu ersetzen, ändern Sie stattdessen die Anwendung. Das lässt sich nicht rückgängig machen.`,
  deleteUnknown:
    "Ihre Konten fallen sofort aus: Es wird nichts mehr gelesen oder gesendet. Das lässt sich nicht rückgängig machen.",
  deleted: "Die Anwendung ist gelöscht.",
  none: "–",
  providers: {
    gmail: "Google",
    gmailService: "Google-Dienstkonto",
    outlook: "Microsoft",
    outlookService: "Microsoft, ganzer Mandant",
    mailRu: "Mail.ru",
    pubsub: "Gmail-Benachrichtigungen",
  },
  bases: { imap: "IMAP und SMTP", api: "Die API des Anbieters", pubsub: "Cloud Pub/Sub" },
  states: { on: "Eingeschaltet", off: "Nicht angeboten", failing: "Gestört" },
  offHint: "Das gehostete Formular bietet sie nicht an; vorhandene Konten laufen weiter.",
  subscriptions: {
    empty:
      "Keine Anwendung hört auf die Benachrichtigungen von Gmail. Ohne eine solche wird Gmail alle zehn Minuten abgefragt.",
    columns: {
      application: "Anwendung",
      state: "Status",
      error: "Was nicht stimmt",
      project: "Projekt",
      subscription: "Thema und Abonnement",
      expires: "Entfällt ungelesen nach",
    },
    states: {
      ok: "Empfängt",
      setup: "Einrichtung fehlgeschlagen",
      pull: "Nicht lesbar",
      pending: "Wird eingerichtet",
      update: "Konnte nicht geändert werden",
    },
    ttl: "Google löscht ein Abonnement, das niemand liest, nach so vielen Tagen",
    ttlHint: "Leer: 31, wie bei Google üblich. 0: nie",
    save: "Speichern",
    saved: "Die Einstellung ist gespeichert.",
    never: "Nie",
    days: (count: number) => `${formatNumber(count)} ${plural(count, { one: "Tag", other: "Tagen" })}`,
  },
};
