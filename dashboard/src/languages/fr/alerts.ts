import type { texts } from "../../shell/alert-texts.ts";
import { formatNumber, plural } from "../format.ts";

export const alerts: typeof texts = {
  title: "À surveiller",
  bell: (count: number) =>
    count === 0
      ? "Rien ne demande votre attention"
      : `${formatNumber(count)} ${plural(count, { one: "point demande", other: "points demandent" })} votre attention`,
  none: "Tout va bien.",
  accounts: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "compte ne peut pas se connecter", other: "comptes ne peuvent pas se connecter" })}`,
  accountsText: "Leur courrier n'est pas lu. Chacun dit ce qui ne va pas.",
  sendingPaused: "L'envoi est en pause",
  webhooksPaused: "Les webhooks sont en pause",
  pausedText: "Ce qui attend repartira quand quelqu'un le demandera.",
  endpoint: (name: string) => `Les webhooks vers ${name} échouent`,
  failing: (since: string, message: string) => `Depuis ${since}. ${message}`,
  stopped: "Il a répondu qu'il n'existe plus (410) et a donc été désactivé.",
  application: (name: string) => `Le fournisseur refuse ${name}`,
  certificate: "Un certificat TLS demande votre attention",
  certificateEnds: (at: string) => `Il expire le ${at}.`,
  node: (host: string) => `Le nœud sur ${host} est silencieux`,
  nodeText: "S'il s'est arrêté sans prévenir, d'autres reprennent son travail.",
  rule: (name: string) => `Une alerte est déclenchée : ${name}`,
  untold: (name: string) => `L'alerte ${name} n'a pas pu être transmise`,
  openApi: "Les appels à l'API n'exigent pas de jeton d'accès",
  openApiText: "Tout programme de la même machine peut tout faire.",
  tls: "N'importe quel certificat de serveur de messagerie est accepté",
  tlsText: "Les mots de passe peuvent être lus en chemin.",
  url: "L'adresse de ce service n'est pas définie",
  urlText: "Les liens dans les e-mails, les formulaires hébergés et OAuth2 en ont besoin.",
  webhooks: "Les webhooks sont désactivés",
  webhooksText: "Personne n'est averti de ce qui se passe dans vos comptes.",
};
