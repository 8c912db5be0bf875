import type { texts } from "../../pages/suppression-list/texts.ts";
import { formatNumber, plural } from "../format.ts";

const addresses = (count: number) => `${formatNumber(count)} ${plural(count, { one: "adresse", other: "adresses" })}`;

export const suppressionList: typeof texts = {
  back: "Listes d'exclusion",
  description: "Qui ne reçoit plus de courrier de cette liste.",
  search: "Trouver une adresse entière",
  export: "Enregistrer en CSV",
  file: (list: string) => `exclusions-${list}.csv`,
  counted: addresses,
  empty: "Personne n'a quitté cette liste. Elle apparaît parmi les listes dès sa première adresse.",
  columns: { address: "Adresse", reason: "Raison", source: "Par", account: "Compte", added: "Ajoutée" },
  sources: {
    api: "un programme",
    form: "le destinataire, sur la page",
    "one-click": "le destinataire, en un clic",
    admin: "une personne connectée",
    bounce: "un message non distribué",
    complaint: "une plainte",
  },
  unknown: "–",
  choose: (address: string) => `Sélectionner ${address}`,
  chooseAll: "Tout sélectionner sur cette page",
  copy: "Copier l'adresse",
  copied: "Copiée.",
  page: "Ouvrir la page publique",
  remove: "Retirer",
  removeThese: (count: number) => `Retirer ${addresses(count)}`,
  removeTitle: (count: number) => `Retirer ${addresses(count)} de la liste ?`,
  removeOneTitle: (address: string) => `Retirer ${address} de la liste ?`,
  removeText:
    "Le courrier de cette liste leur parviendra de nouveau. Avec sa dernière adresse, la liste disparaît elle aussi.",
  removed: (count: number) => `${addresses(count)} ${plural(count, { one: "retirée", other: "retirées" })}.`,
  csv: { address: "adresse", reason: "raison", source: "source", account: "compte", created: "création" },
  copyPage: "Copier le lien de la page publique",
};
