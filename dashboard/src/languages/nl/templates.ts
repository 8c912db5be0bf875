import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/templates/texts.ts";

export const templates: typeof texts = {
  title: "Sjablonen",
  description: "Teksten voor berichten, met plaats voor waarden.",
  create: "Sjabloon maken",
  account: "Wiens sjablonen",
  shared: "Voor alle accounts",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "sjabloon", other: "sjablonen" })}`,
  empty: "Schrijf een bericht één keer, met plaats voor namen en getallen, en verzend het met de waarden van de dag.",
  columns: {
    template: "Sjabloon",
    description: "Beschrijving",
    format: "Opmaak",
    version: "Versie",
    changed: "Gewijzigd",
  },
  formats: { html: "HTML", markdown: "Markdown", mjml: "MJML" },
  version: (number: number) => formatNumber(number),
  open: "Openen",
  delete: "Verwijderen",
  deleteTitle: (name: string) => `Sjabloon ‘${name}’ verwijderen?`,
  deleteText:
    "Alle versies verdwijnen mee, en aanroepen die het sjabloon noemen mislukken. Dit kan niet ongedaan worden gemaakt.",
  deleted: "Het sjabloon is verwijderd.",
};
