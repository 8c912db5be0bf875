import type { texts } from "../../pages/templates/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const templates: typeof texts = {
  title: "Mallid",
  description: "Kirjade tekstid kohtadega väärtuste jaoks.",
  create: "Loo mall",
  account: "Kelle mallid",
  shared: "Kõigi kontode jaoks",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "mall", other: "malli" })}`,
  empty: "Kirjutage kiri üks kord, jättes kohad nimedele ja arvudele, ning saatke see päeva väärtustega.",
  columns: {
    template: "Mall",
    description: "Kirjeldus",
    format: "Vorming",
    version: "Versioon",
    changed: "Muudetud",
  },
  formats: { html: "HTML", markdown: "Markdown", mjml: "MJML" },
  version: (number: number) => formatNumber(number),
  open: "Ava",
  delete: "Kustuta",
  deleteTitle: (name: string) => `Kas kustutada mall „${name}“?`,
  deleteText: "See kaob koos kõigi versioonidega ja seda nimetavad päringud ebaõnnestuvad. Seda ei saa tagasi võtta.",
  deleted: "Mall on kustutatud.",
};
