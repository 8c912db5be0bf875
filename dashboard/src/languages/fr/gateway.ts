import type { texts } from "../../pages/gateway/texts.ts";

export const gateway: typeof texts = {
  back: "Passerelles",
  fallback: "Passerelle",
  test: "Tester la connexion",
  state: "État",
  fault: "Dernier échec",
  failed: "Échec",
  id: "Identifiant",
  deliveries: "Messages acceptés",
  lastUse: "Dernière utilisation",
  never: "jamais",
  server: "Serveur",
  address: (host: string, port: string) => `${host}, port ${port}`,
  protection: "Sécurité",
  user: "Nom d'utilisateur",
  otherWay: "Passerelle de secours",
  taking: "Comment l'utiliser",
  takingText: "Nommez-la quand vous remettez un message, par l'API ou dans un en-tête par SMTP :",
  body: "Dans le corps de la requête",
  header: "Dans un en-tête par SMTP",
};
