import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/outbox/texts.ts";

export const outbox: typeof texts = {
  title: "Postausgang",
  description:
    "E-Mails, die warten, gerade gesendet werden oder fehlgeschlagen sind. Was gesendet ist, verschwindet von hier.",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "Nachricht", other: "Nachrichten" })}`,
  account: "Konto",
  allAccounts: "Alle Konten",
  state: "Status",
  allStates: "Alle Status",
  empty: "E-Mails, die zum Versand eingereicht werden, warten hier, bis der Mailserver sie angenommen hat.",
  noSubject: "(kein Betreff)",
  moreRecipients: (first: string, others: number) =>
    `${first} und ${formatNumber(others)} ${plural(others, { one: "weiterer", other: "weitere" })}`,
  noRecipients: "Niemand",
  columns: {
    message: "Nachricht",
    account: "Konto",
    state: "Status",
    attempts: "Versuche",
    next: "Nächster Versuch",
    reply: "Letzte Antwort",
  },
  states: {
    waiting: "Wartet",
    active: "Wird gesendet",
    delayed: "Zurückgestellt",
    failed: "Fehlgeschlagen",
    scheduled: "Geplant",
  },
  attempts: (made: number, of: number) => `${formatNumber(made)} von ${formatNumber(of)}`,
  through: (gateway: string) => `über ${gateway}`,
  soon: "so bald wie möglich",
  never: "keiner",
  open: "Öffnen",
  sendNow: "Jetzt senden",
  sendingNow: "Sie wird als Nächstes gesendet.",
  retry: "Erneut versuchen",
  retrying: "Sie hat neue Versuche.",
  reschedule: "Zeitpunkt ändern",
  rescheduleTitle: (subject: string) => `Wann soll „${subject}“ gesendet werden?`,
  sendAt: "Senden am",
  past: "Wählen Sie einen Zeitpunkt in der Zukunft",
  save: "Speichern",
  cancel: "Behalten",
  rescheduled: "Der Zeitpunkt ist geändert.",
  delete: "Versand abbrechen",
  deleteTitle: (subject: string) => `Versand von „${subject}“ abbrechen?`,
  deleteText: "Die Nachricht wird nicht gesendet und verlässt den Postausgang. Das lässt sich nicht rückgängig machen.",
  deleted: "Der Versand ist abgebrochen.",
  tooLate: "Es war zu spät: Die Nachricht ist vielleicht schon gesendet.",
  choose: (subject: string) => `${subject} auswählen`,
  chooseAll: "Alle auf dieser Seite auswählen",
  deleteThese: (count: number) =>
    `Versand von ${formatNumber(count)} ${plural(count, { one: "Nachricht", other: "Nachrichten" })} abbrechen`,
  deleteManyTitle: (count: number) => `Versand von ${formatNumber(count)} Nachrichten abbrechen?`,
  deleteManyText: "Sie werden nicht gesendet und verlassen den Postausgang. Das lässt sich nicht rückgängig machen.",
  deletedMany: (count: number) =>
    `Der Versand von ${formatNumber(count)} ${plural(count, { one: "Nachricht", other: "Nachrichten" })} ist abgebrochen.`,
  tooLateMany: (count: number) =>
    `Bei ${formatNumber(count)} davon war es zu spät: Sie sind vielleicht schon gesendet.`,
  retryThese: (count: number) =>
    `${formatNumber(count)} fehlgeschlagene ${plural(count, { one: "Nachricht", other: "Nachrichten" })} erneut versuchen`,
  retryingMany: (count: number) => `${formatNumber(count)} Nachrichten haben neue Versuche.`,
};
