import { formatNumber } from "../format.ts";
import type { texts } from "../../pages/account-webhooks/texts.ts";

export const accountWebhooks: typeof texts = {
  off: "Webhooks sind für diese Installation ausgeschaltet",
  offText: "Es wird nichts zugestellt, bis sie in den Einstellungen eingeschaltet werden.",
  target: "Wohin die Ereignisse gehen",
  url: "Adresse",
  source: "Festgelegt durch",
  own: "Dieses Konto",
  general: "Die Einstellungen, für alle Konten",
  nowhere: "Nirgendwohin: Weder dieses Konto noch die Einstellungen nennen eine Adresse.",
  events: "Ereignisse",
  allEvents: "Alle",
  noEvents: "In den Einstellungen ist keines ausgewählt",
  inboxOnly: "Neue E-Mails",
  inboxOnlyText: "Nur aus dem Posteingang",
  headers: "Header",
  endpoints: "Weitere Endpunkte, die seine Ereignisse erhalten",
  noEndpoints: "Kein anderer Endpunkt erhält Ereignisse dieses Kontos.",
  deliveries: "Zustellungen",
  columns: { endpoint: "Endpunkt", url: "Adresse", events: "Ereignisse", state: "Status" },
  states: {
    on: "Erhält Ereignisse",
    off: "Ausgeschaltet",
    paused: "Angehalten",
    failing: "Gestört",
    stopped: "Gestoppt",
  },
  headerCount: (count: number, names: string) => `${formatNumber(count)}: ${names}`,
  lastFailure: "Letzter Fehler",
  noFilter: "Kein Filter: Alles geht dorthin",
};
