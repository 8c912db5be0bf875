import type { texts } from "../../pages/nodes/texts.ts";

export const nodes: typeof texts = {
  title: "Knoten",
  description: "Die Prozesse, die mit dieser Datenbank arbeiten. Jeder meldet sich alle 15 Sekunden.",
  one: "Es gibt einen Prozess. Mit PostgreSQL können weitere hinzukommen: Starten Sie Posthorn anderswo mit derselben Datenbank und demselben Geheimnis.",
  columns: {
    host: "Rechner",
    state: "Status",
    version: "Version",
    started: "Gestartet",
    memory: "Speicher",
    work: "Arbeitet an",
  },
  pid: (pid: string) => `Prozess ${pid}`,
  thisOne: "antwortet Ihnen",
  alive: "Aktiv",
  silent: "Stumm",
  silentText: (since: string) =>
    `Hat sich nicht gemeldet seit: ${since}. Falls er unerwartet beendet wurde, übernehmen andere seine Arbeit.`,
  idle: "gerade nichts",
  work: (kind: string, count: string) => `${kind}: ${count}`,
  differ:
    "Die Knoten laufen mit verschiedenen Versionen. Das ist in Ordnung, solange Sie sie nacheinander aktualisieren, sollte aber nicht lange so bleiben.",
  kinds: {
    "message-delivery": "Versand",
    "sent-copy": "Kopien in „Gesendet“",
    "webhook-delivery": "Webhooks",
    "event-fan-out": "Verteilung der Ereignisse",
    "webhook-replay": "Wiederholungen",
    export: "Exporte",
  },
};
