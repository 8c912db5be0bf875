import type { texts } from "../../pages/templates/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const templates: typeof texts = {
  title: "Modèles",
  description: "Le contenu des messages, avec des emplacements pour les valeurs.",
  create: "Créer un modèle",
  account: "À qui sont les modèles",
  shared: "Pour tous les comptes",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "modèle", other: "modèles" })}`,
  empty:
    "Rédigez un message une fois, avec des emplacements pour les noms et les nombres, et envoyez-le avec les valeurs du jour.",
  columns: {
    template: "Modèle",
    description: "Description",
    format: "Format",
    version: "Version",
    changed: "Modifié",
  },
  formats: { html: "HTML", markdown: "Markdown", mjml: "MJML" },
  version: (number: number) => formatNumber(number),
  open: "Ouvrir",
  delete: "Supprimer",
  deleteTitle: (name: string) => `Supprimer le modèle « ${name} » ?`,
  deleteText:
    "Toutes ses versions disparaissent avec lui, et les appels qui le nomment échouent. Cette action est irréversible.",
  deleted: "Le modèle est supprimé.",
};
