import type { texts } from "../../pages/account-export/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const accountExport: typeof texts = {
  title: "Nowy eksport",
  description:
    "Wszystkie wiadomości z wybranego okresu w jednym pliku: każdy folder oprócz spamu i kosza albo folder z całą pocztą, jeśli istnieje.",
  from: "Odebrane od",
  to: "Do",
  format: "Format",
  formats: { ndjson: "JSON, wiersz na wiadomość", mbox: "mbox, każda wiadomość bez zmian" },
  attachments: "Z załącznikami",
  attachmentsHint: "Wiadomości bez zmian mają je zawsze",
  start: "Rozpocznij eksport",
  started: "Eksport jest w toku.",
  order: "Koniec jest przed początkiem",
  needs: "To pole jest wymagane",
  list: "Eksporty",
  empty: "Nie ma eksportów tego konta.",
  range: (from: string, to: string) => `od ${from} do ${to}`,
  expires: "Usunięcie",
  created: "Rozpoczęto",
  statuses: {
    queued: "Oczekuje",
    processing: "W toku",
    completed: "Gotowy",
    failed: "Nieudany",
    cancelled: "Anulowany",
  },
  phases: {
    indexing: (scanned: number, total: number) =>
      `Szukanie wiadomości: ${formatNumber(scanned)} z ${formatNumber(total)} folderów`,
    exporting: (done: number, total: number) => `${formatNumber(done)} z ${formatNumber(total)} wiadomości`,
    complete: (done: number) => `${formatNumber(done)} ${plural(done, { one: "wiadomość", other: "wiadomości" })}`,
  },
  skipped: (count: number) => `Pominięto: ${formatNumber(count)} (zniknęły w międzyczasie lub są zbyt duże)`,
  size: (size: string) => `${size} przed kompresją`,
  truncated: "Limit skrócił eksport: nie zawiera wszystkich wiadomości.",
  progress: "Postęp eksportu",
  download: "Pobierz",
  delete: "Usuń",
  cancel: "Przerwij i usuń",
  deleteTitle: "Usunąć ten eksport?",
  deleteText: "Zniknie jego plik. Wiadomości pozostają na miejscu. Tego nie można cofnąć.",
  deleted: "Eksport został usunięty.",
};
