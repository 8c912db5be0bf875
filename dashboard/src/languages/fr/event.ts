import type { texts } from "../../pages/event/texts.ts";

export const event: typeof texts = {
  back: "Événements",
  fallback: "Événement",
  details: "Événement",
  account: "Compte",
  installation: "l'installation",
  mailbox: "Dossier",
  date: "Survenu",
  id: "Identifiant",
  deliveries: "Qui a été averti",
  showDeliveries: "Ses livraisons",
  json: "Tel qu'un webhook le transmet",
  copy: "Copier comme contenu de test",
  further: "L'utiliser",
  purpose:
    "Envoyez-le à un point de terminaison comme test, essayez des fonctions dessus ou signalez de tels événements à un point de terminaison.",
  endpoint: "Point de terminaison",
  defaultEndpoint: "Adresse par défaut",
  test: "Tester avec lui",
  functions: "Essayer des fonctions dessus",
  create: "Nouveau point de terminaison pour de tels événements",
};
