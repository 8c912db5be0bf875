import type { texts } from "../../pages/queues/texts.ts";

export const queues: typeof texts = {
  title: "Files d'attente",
  description: "Ce qui reste à faire. Rien ne se perd dans une file lors d'un redémarrage.",
  notify: "Webhooks",
  notifyText: "Événements en route vers les points de terminaison.",
  submit: "Envoi",
  submitText: "Messages en route vers les serveurs de messagerie.",
  waiting: "En attente",
  active: "En cours",
  delayed: "Différés",
  failed: "Abandonnés",
  oldest: "Le plus ancien",
  paused: "En pause",
  pause: "Mettre en pause",
  resume: "Reprendre",
  pauseTitle: (queue: string) => `Mettre « ${queue} » en pause ?`,
  pauseText:
    "Ce qui est en cours va jusqu'à son terme ; tout le reste attend que quelqu'un relance la file. Les nouvelles tâches sont toujours acceptées.",
  pausedDone: "La file est en pause.",
  resumedDone: "La file reprend.",
  toDeliveries: "Voir les livraisons",
  toOutbox: "Voir la boîte d'envoi",
};
