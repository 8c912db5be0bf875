import type { texts } from "../../pages/suppression-lists/texts.ts";
import { formatNumber, plural } from "../format.ts";

const addresses = (count: number) => `${formatNumber(count)} ${plural(count, { one: "adresse", other: "adresses" })}`;

export const suppressionLists: typeof texts = {
  title: "Listes d'exclusion",
  description:
    "Les adresses qui ne reçoivent plus le courrier d'une liste. Seuls les messages qui nomment leur liste dans listId la consultent.",
  add: "Ajouter une adresse",
  import: "Importer",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "liste", other: "listes" })}`,
  empty:
    "Quand un destinataire quitte une liste, son adresse est gardée ici, pour qu'aucun message de cette liste ne lui soit plus envoyé. Vous pouvez aussi ajouter des adresses vous-même.",
  columns: { list: "Liste", count: "Adresses" },
  open: "Ouvrir",
  form: {
    title: "Ajouter une adresse",
    list: "Liste",
    listHint:
      "Son identifiant, tel que les messages le nomment : news.example.com. S'il est nouveau, la liste est créée",
    account: "Compte",
    accountHint: "Celui dont vient le courrier",
    choose: "Choisissez un compte",
    address: "Adresse",
    reason: "Raison",
    submit: "Ajouter",
    added: (address: string, list: string) => `${address} ne reçoit plus de courrier de ${list}.`,
    known: (address: string, list: string) =>
      `${address} était déjà sur ${list} et porte maintenant la nouvelle raison.`,
    needsList: "Indiquez la liste",
    needsAccount: "Choisissez un compte",
    needsAddress: "Ce n'est pas une adresse e-mail",
  },
  many: {
    title: "Importer des adresses",
    text: "Collez des adresses, ou choisissez un fichier CSV ou texte : chaque adresse e-mail qui s'y trouve est prise, quoi qu'il y ait autour.",
    file: "Choisir un fichier",
    addresses: "Adresses",
    found: (count: number) => `${addresses(count)} ${plural(count, { one: "trouvée", other: "trouvées" })}.`,
    none: "Il n'y a aucune adresse e-mail dedans",
    submit: "Importer",
    done: (added: number, known: number) =>
      known === 0
        ? `${addresses(added)} ${plural(added, { one: "ajoutée", other: "ajoutées" })}.`
        : `${addresses(added)} ${plural(added, { one: "ajoutée", other: "ajoutées" })}, ${formatNumber(known)} déjà ${plural(known, { one: "présente", other: "présentes" })}.`,
  },
};
