import type { texts } from "../../pages/templates/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const templates: typeof texts = {
  title: "Szablony",
  description: "Treść wiadomości z miejscami na wartości.",
  create: "Utwórz szablon",
  account: "Czyje szablony",
  shared: "Dla wszystkich kont",
  counted: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "szablon", few: "szablony", many: "szablonów", other: "szablonu" })}`,
  empty: "Napisz wiadomość raz, z miejscami na nazwiska i liczby, i wysyłaj ją z bieżącymi wartościami.",
  columns: {
    template: "Szablon",
    description: "Opis",
    format: "Format",
    version: "Wersja",
    changed: "Zmieniono",
  },
  formats: { html: "HTML", markdown: "Markdown", mjml: "MJML" },
  version: (number: number) => formatNumber(number),
  open: "Otwórz",
  delete: "Usuń",
  deleteTitle: (name: string) => `Usunąć szablon „${name}”?`,
  deleteText:
    "Zniknie wraz ze wszystkimi wersjami, a wywołania, które go podają, zakończą się błędem. Tego nie można cofnąć.",
  deleted: "Szablon został usunięty.",
};
