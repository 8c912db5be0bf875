import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/account-export/texts.ts";

export const accountExport: typeof texts = {
  title: "Neuer Export",
  description:
    "Alle Nachrichten eines Zeitraums in einer Datei: aus allen Ordnern außer Spam und Papierkorb, oder aus dem Ordner mit allen Nachrichten, falls es einen gibt.",
  from: "Empfangen ab",
  to: "Bis",
  format: "Format",
  formats: { ndjson: "JSON, eine Zeile je Nachricht", mbox: "mbox, jede Nachricht im Original" },
  attachments: "Mit Anhängen",
  attachmentsHint: "Im Original sind sie immer dabei",
  start: "Export starten",
  started: "Der Export läuft.",
  order: "Das Ende liegt vor dem Anfang",
  needs: "Diese Angabe fehlt",
  list: "Exporte",
  empty: "Von diesem Konto gibt es keine Exporte.",
  range: (from: string, to: string) => `${from} bis ${to}`,
  expires: "Wird gelöscht",
  created: "Begonnen",
  statuses: {
    queued: "Wartet",
    processing: "Läuft",
    completed: "Fertig",
    failed: "Fehlgeschlagen",
    cancelled: "Abgebrochen",
  },
  phases: {
    indexing: (scanned: number, total: number) =>
      `Sucht Nachrichten: ${formatNumber(scanned)} von ${formatNumber(total)} Ordnern`,
    exporting: (done: number, total: number) => `${formatNumber(done)} von ${formatNumber(total)} Nachrichten`,
    complete: (done: number) => `${formatNumber(done)} ${plural(done, { one: "Nachricht", other: "Nachrichten" })}`,
  },
  skipped: (count: number) => `${formatNumber(count)} ausgelassen: inzwischen verschwunden oder zu groß`,
  size: (size: string) => `${size} vor der Komprimierung`,
  truncated: "Eine Grenze wurde erreicht: Nicht alle Nachrichten sind enthalten.",
  progress: "Fortschritt des Exports",
  download: "Herunterladen",
  delete: "Löschen",
  cancel: "Anhalten und löschen",
  deleteTitle: "Diesen Export löschen?",
  deleteText: "Die Datei wird gelöscht. Die Nachrichten bleiben, wo sie sind. Das lässt sich nicht rückgängig machen.",
  deleted: "Der Export ist gelöscht.",
};
