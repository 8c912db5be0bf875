import type { texts } from "../../pages/events/texts.ts";
import { formatNumber, plural } from "../format.ts";

const counted = (count: number) => `${formatNumber(count)} ${plural(count, { one: "événement", other: "événements" })}`;

export const events: typeof texts = {
  title: "Événements",
  description: "Tout ce qui se passe dans tous les comptes, en direct et tel qu'il a été consigné.",
  views: { live: "En direct", past: "Passés" },
  view: "En direct ou passés",
  type: "Événement",
  everyType: "Tous les événements",
  account: "Compte",
  everyAccount: "Tous les comptes",
  search: "Rechercher dans ce qui est affiché",
  pause: "Mettre en pause",
  resume: "Reprendre",
  clear: "Effacer",
  states: {
    connecting: "Connexion",
    open: "En direct",
    paused: "En pause",
    broken: "Nouvelle connexion",
    over: "Non connecté",
  },
  waiting: "En attente du prochain événement. Un e-mail reçu ou envoyé apparaîtra ici.",
  noMatch: "Aucun des événements affichés ne correspond à la recherche.",
  noneKept: "Rien de tel ne s'est passé, ou ce n'est plus conservé.",
  held: (count: number) => `Pendant la pause : ${counted(count)}.`,
  kept: (count: number, most: number) => `${counted(count)}, les ${formatNumber(most)} plus récents sont gardés ici.`,
  shown: (count: number) => `${counted(count)} à l'écran`,
  list: "Événements, du plus récent au plus ancien",
  installation: "installation",
  more: "Charger les plus anciens",
  json: "L'événement",
  open: "Ouvrir",
  copy: "Copier comme contenu de test",
  connect: "Se reconnecter",
};
