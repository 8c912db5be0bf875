import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/account-export/texts.ts";

export const accountExport: typeof texts = {
  title: "Nieuwe export",
  description:
    "Alle berichten uit een periode in één bestand: uit elke map behalve spam en prullenbak, of uit de map met alle e-mail als die er is.",
  from: "Ontvangen vanaf",
  to: "Tot",
  format: "Indeling",
  formats: { ndjson: "JSON, een regel per bericht", mbox: "mbox, elk bericht zoals het is" },
  attachments: "Met bijlagen",
  attachmentsHint: "Berichten zoals ze zijn hebben die altijd",
  start: "Export starten",
  started: "De export loopt.",
  order: "Het einde ligt vóór het begin",
  needs: "Dit is verplicht",
  list: "Exports",
  empty: "Er zijn geen exports van dit account.",
  range: (from: string, to: string) => `${from} tot ${to}`,
  expires: "Wordt verwijderd",
  created: "Begonnen",
  statuses: {
    queued: "Wacht",
    processing: "Bezig",
    completed: "Klaar",
    failed: "Mislukt",
    cancelled: "Geannuleerd",
  },
  phases: {
    indexing: (scanned: number, total: number) =>
      `Berichten zoeken: ${formatNumber(scanned)} van ${formatNumber(total)} mappen`,
    exporting: (done: number, total: number) => `${formatNumber(done)} van ${formatNumber(total)} berichten`,
    complete: (done: number) => `${formatNumber(done)} ${plural(done, { one: "bericht", other: "berichten" })}`,
  },
  skipped: (count: number) => `${formatNumber(count)} weggelaten: intussen verdwenen of te groot`,
  size: (size: string) => `${size} vóór compressie`,
  truncated: "Een limiet is bereikt: niet alle berichten zitten erin.",
  progress: "Voortgang van de export",
  download: "Downloaden",
  delete: "Verwijderen",
  cancel: "Stoppen en verwijderen",
  deleteTitle: "Deze export verwijderen?",
  deleteText: "Het bestand wordt verwijderd. De berichten blijven waar ze zijn. Dit kan niet ongedaan worden gemaakt.",
  deleted: "De export is verwijderd.",
};
