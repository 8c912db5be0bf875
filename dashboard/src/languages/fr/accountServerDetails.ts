import type { texts } from "../../pages/account-server-details/texts.ts";

export const accountServerDetails: typeof texts = {
  title: "Ce que les serveurs de messagerie disent d'eux-mêmes",
  hint: "Tel que dit lors de la dernière connexion et de la dernière remise. Personne n'est interrogé maintenant.",
  none: "Rien n'est encore connu : c'est dit à la première connexion, ou à l'envoi d'un message.",
  imap: "Serveur IMAP",
  smtp: "Serveur SMTP",
  software: "Logiciel",
  vendor: "Éditeur",
  version: "Version",
  support: "Assistance",
  capabilities: "Capacités",
  authMethods: "Méthodes de connexion",
  extensions: "Extensions",
  maxMessageSize: "Plus grand message",
  seen: "État au",
  saidBy: "Dit par",
  otherServer: (host: string) => `${host} (un autre serveur que celui réglé maintenant)`,
  used: "utilisée par Posthorn",
  subconnections: "Dossiers avec leur propre connexion",
  states: {
    listening: "À l'écoute depuis",
    connecting: "En cours de connexion depuis",
    waiting: "Échec ; nouvel essai automatique, depuis",
  },
  lastFailure: "Dernier échec",
};
