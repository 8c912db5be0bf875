import { formatNumber } from "../format.ts";
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
  more: (queue: string) => `Autres actions pour « ${queue} »`,
  ask: (queue: string, action: string) => `${queue} : ${action}`,
  actions: {
    retry: "Réessayer tout ce qui a échoué",
    promote: "Faire maintenant tout ce qui est différé",
    empty: "Abandonner tout ce qui attend",
    clearFailed: "Oublier tout ce qui a échoué",
    clearCompleted: "Oublier tout ce qui est fait",
  },
  questions: {
    submit: {
      retry:
        "Tous les messages abandonnés reçoivent de nouveaux essais. Ceux dont le contenu n'est plus conservé restent tels quels, de même que ceux qui ont peut-être déjà été envoyés : décidez-en un par un dans la boîte d'envoi.",
      promote:
        "Tous les messages différés partent maintenant, même ceux prévus pour plus tard. Les limites d'envoi s'appliquent quand même.",
      empty:
        "Tous les messages en attente ou programmés sont annulés : ils ne seront jamais envoyés et personne ne les recevra. Chacun est signalé par messageCancelled. Les envois en cours continuent. C'est irréversible.",
      clearFailed:
        "Les messages en échec quittent la boîte d'envoi et ne peuvent plus être réessayés, de même que ceux qui ont peut-être été envoyés et attendent une décision. C'est irréversible.",
      clearCompleted:
        "Ce qui est encore conservé des messages envoyés est oublié. Les messages eux-mêmes, leurs copies et leurs événements restent.",
    },
    notify: {
      retry: "Toutes les livraisons abandonnées sont refaites, avec de nouveaux essais.",
      promote: "Toutes les livraisons différées sont tentées maintenant, dans leur ordre.",
      empty:
        "Toutes les livraisons en attente sont abandonnées : vos points de terminaison ne seront pas avertis de ces événements. Le journal des livraisons les garde comme non envoyées et, tant qu'il le fait, elles peuvent encore être livrées. Ce qui est en cours continue.",
      clearFailed:
        "Les livraisons abandonnées quittent le journal des livraisons et ne peuvent plus être refaites. Leurs événements restent dans le journal des événements. C'est irréversible.",
      clearCompleted:
        "Les livraisons arrivées ou non envoyées quittent le journal des livraisons, avec leurs essais. Leurs événements restent dans le journal des événements. C'est irréversible.",
    },
  },
  did: (count: number) => (count === 0 ? "Il n'y en avait pas." : `Fait : ${formatNumber(count)} en tout.`),
  stayed: (count: number) => `Inchangés : ${formatNumber(count)}.`,
};
