import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/templates/texts.ts";

export const templates: typeof texts = {
  title: "Vorlagen",
  description: "Texte für Nachrichten, mit Platzhaltern für Werte.",
  create: "Vorlage erstellen",
  account: "Wessen Vorlagen",
  shared: "Für alle Konten",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "Vorlage", other: "Vorlagen" })}`,
  empty:
    "Schreiben Sie eine Nachricht einmal, mit Platzhaltern für Namen und Zahlen, und senden Sie sie mit den jeweils aktuellen Werten.",
  columns: {
    template: "Vorlage",
    description: "Beschreibung",
    format: "Format",
    version: "Version",
    changed: "Geändert",
  },
  formats: { html: "HTML", markdown: "Markdown", mjml: "MJML" },
  version: (number: number) => formatNumber(number),
  open: "Öffnen",
  delete: "Löschen",
  deleteTitle: (name: string) => `Vorlage „${name}“ löschen?`,
  deleteText:
    "Alle ihre Versionen werden mit gelöscht, und Aufrufe, die sie nennen, schlagen fehl. Das lässt sich nicht rückgängig machen.",
  deleted: "Die Vorlage ist gelöscht.",
};
