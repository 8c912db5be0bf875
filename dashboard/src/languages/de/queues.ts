import { formatNumber } from "../format.ts";
import type { texts } from "../../pages/queues/texts.ts";

export const queues: typeof texts = {
  title: "Warteschlangen",
  description: "Was noch zu tun ist. Bei einem Neustart geht nichts verloren.",
  notify: "Webhooks",
  notifyText: "Ereignisse auf dem Weg zu Endpunkten.",
  submit: "Versand",
  submitText: "Nachrichten auf dem Weg zu Mailservern.",
  waiting: "Wartend",
  active: "In Arbeit",
  delayed: "Zurückgestellt",
  failed: "Aufgegeben",
  oldest: "Ältester Eintrag",
  paused: "Angehalten",
  pause: "Anhalten",
  resume: "Fortsetzen",
  pauseTitle: (queue: string) => `„${queue}“ anhalten?`,
  pauseText:
    "Was in Arbeit ist, wird noch beendet; alles andere wartet, bis jemand die Warteschlange fortsetzt. Neues wird weiterhin angenommen.",
  pausedDone: "Die Warteschlange ist angehalten.",
  resumedDone: "Die Warteschlange läuft weiter.",
  toDeliveries: "Zustellungen ansehen",
  toOutbox: "Postausgang ansehen",
  more: (queue: string) => `Mehr zu „${queue}“`,
  ask: (queue: string, action: string) => `${queue}: ${action}`,
  actions: {
    retry: "Alles Gescheiterte erneut versuchen",
    promote: "Alles Zurückgestellte jetzt ausführen",
    empty: "Alles Wartende verwerfen",
    clearFailed: "Alles Gescheiterte vergessen",
    clearCompleted: "Alles Erledigte vergessen",
  },
  questions: {
    submit: {
      retry:
        "Alle aufgegebenen Nachrichten bekommen neue Versuche. Nachrichten, deren Inhalt nicht mehr aufbewahrt wird, bleiben, wie sie sind, ebenso solche, die vielleicht schon gesendet wurden: Entscheiden Sie darüber einzeln im Postausgang.",
      promote:
        "Alle zurückgestellten Nachrichten werden jetzt gesendet, auch die für später geplanten. Sendelimits gelten trotzdem.",
      empty:
        "Alle wartenden und geplanten Nachrichten werden abgebrochen: Sie werden nie gesendet, und niemand bekommt sie. Jede wird als messageCancelled gemeldet. Was gerade gesendet wird, läuft weiter. Das lässt sich nicht rückgängig machen.",
      clearFailed:
        "Gescheiterte Nachrichten verlassen den Postausgang und können nicht erneut versucht werden, ebenso solche, die vielleicht gesendet wurden und auf eine Entscheidung warten. Das lässt sich nicht rückgängig machen.",
      clearCompleted:
        "Was von gesendeten Nachrichten noch aufbewahrt wird, wird vergessen. Die Nachrichten selbst, ihre Kopien und ihre Ereignisse bleiben.",
    },
    notify: {
      retry: "Alle aufgegebenen Zustellungen werden mit neuen Versuchen wiederholt.",
      promote: "Alle zurückgestellten Zustellungen werden jetzt versucht, in ihrer Reihenfolge.",
      empty:
        "Alle wartenden Zustellungen werden verworfen: Ihre Endpunkte erfahren von diesen Ereignissen nichts. Das Zustellprotokoll behält sie als verworfen, und solange es das tut, können sie noch zugestellt werden. Was unterwegs ist, läuft weiter.",
      clearFailed:
        "Aufgegebene Zustellungen verlassen das Zustellprotokoll und können nicht wiederholt werden. Ihre Ereignisse bleiben im Ereignisprotokoll. Das lässt sich nicht rückgängig machen.",
      clearCompleted:
        "Angekommene und verworfene Zustellungen verlassen mit ihren Versuchen das Zustellprotokoll. Ihre Ereignisse bleiben im Ereignisprotokoll. Das lässt sich nicht rückgängig machen.",
    },
  },
  did: (count: number) => (count === 0 ? "Es gab keine." : `Erledigt: insgesamt ${formatNumber(count)}.`),
  stayed: (count: number) => `Unverändert: ${formatNumber(count)}.`,
};
