import type { texts } from "../../pages/account-events/texts.ts";

export const accountEvents: typeof texts = {
  title: "Letzte Ereignisse",
  columns: { event: "Ereignis", about: "Betrifft", folder: "Ordner", time: "Zeitpunkt" },
  empty: "Von diesem Konto ist kein Ereignis gespeichert. Was ab jetzt geschieht, erscheint hier.",
  more: "Ältere anzeigen",
  follow: "Ereignisse live verfolgen",
  none: "–",
};
