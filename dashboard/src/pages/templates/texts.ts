import { formatNumber, plural } from "../../languages/format.ts";
import { translated } from "../../languages/translated.ts";

export const texts = translated("templates", {
  title: "Templates",
  description: "What messages say, with places for values.",
  create: "Create a template",
  account: "Whose templates",
  shared: "For all accounts",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "template", other: "templates" })}`,
  empty: "Write a message once, with places for names and numbers, and send it with the values of the day.",
  columns: {
    template: "Template",
    description: "Description",
    format: "Written in",
    version: "Version",
    changed: "Changed",
  },
  formats: { html: "HTML", markdown: "Markdown", mjml: "MJML" },
  version: (number: number) => formatNumber(number),
  open: "Open",
  delete: "Delete",
  deleteTitle: (name: string) => `Delete the template “${name}”?`,
  deleteText: "It goes with all of its versions, and calls that name it fail. This can't be undone.",
  deleted: "The template is deleted.",
});
