import { formatNumber } from "../format.ts";
import type { texts } from "../../pages/account-webhooks/texts.ts";

export const accountWebhooks: typeof texts = {
  off: "Les webhooks sont désactivés pour cette installation",
  offText: "Rien n'est livré à personne tant qu'ils ne sont pas activés dans les paramètres.",
  target: "Où vont ses événements",
  url: "Adresse",
  source: "Choisie par",
  own: "Ce compte",
  general: "Les paramètres, pour tous les comptes",
  nowhere: "Nulle part : ni ce compte ni les paramètres n'indiquent d'adresse.",
  events: "Événements",
  allEvents: "Tous",
  noEvents: "Aucun n'est choisi dans les paramètres",
  inboxOnly: "Nouveaux messages",
  inboxOnlyText: "Seulement ceux de la boîte de réception",
  headers: "En-têtes",
  endpoints: "Autres points de terminaison qui reçoivent ses événements",
  noEndpoints: "Aucun autre point de terminaison ne reçoit les événements de ce compte.",
  deliveries: "Ses livraisons",
  columns: { endpoint: "Point de terminaison", url: "Adresse", events: "Événements", state: "État" },
  states: {
    on: "Reçoit les événements",
    off: "Désactivé",
    paused: "En pause",
    failing: "En échec",
    stopped: "Arrêté",
  },
  headerCount: (count: number, names: string) => `${formatNumber(count)}: ${names}`,
  lastFailure: "Dernier échec",
  noFilter: "Sans filtre : tout y va",
};
