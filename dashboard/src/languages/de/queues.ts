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
};
