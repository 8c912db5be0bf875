import type { texts } from "../../pages/nodes/texts.ts";

export const nodes: typeof texts = {
  title: "Nœuds",
  description: "Les processus qui travaillent sur cette base de données. Chacun se signale toutes les 15 secondes.",
  one: "Il y a un seul processus. D'autres peuvent s'y joindre avec PostgreSQL : démarrez Posthorn ailleurs avec la même base de données et le même secret.",
  columns: {
    host: "Machine",
    state: "État",
    version: "Version",
    started: "Démarré",
    memory: "Mémoire",
    work: "Travail en cours",
  },
  pid: (pid: string) => `processus ${pid}`,
  thisOne: "vous répond",
  alive: "Présent",
  silent: "Silencieux",
  silentText: (since: string) =>
    `Sans nouvelles depuis ${since}. S'il s'est arrêté sans prévenir, d'autres reprennent son travail.`,
  idle: "rien pour l'instant",
  work: (kind: string, count: string) => `${kind} : ${count}`,
  differ:
    "Les nœuds n'ont pas tous la même version. C'est normal pendant une mise à niveau nœud par nœud, mais pas pour longtemps.",
  kinds: {
    "message-delivery": "envoi",
    "sent-copy": "copies dans Envoyés",
    "webhook-delivery": "webhooks",
    "event-fan-out": "répartition des événements",
    "webhook-replay": "rejeux",
    export: "exports",
  },
};
