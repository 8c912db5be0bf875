import type { texts } from "../../pages/account-log/texts.ts";
import { formatNumber, plural } from "../format.ts";

const lines = (count: number) => `${formatNumber(count)} ${plural(count, { one: "ligne", other: "lignes" })}`;

export const accountLog: typeof texts = {
  title: "Ce que le compte et ses serveurs de messagerie se disent",
  switch: "Consigner les échanges",
  on: "Les échanges sont désormais consignés.",
  off: "Les échanges ne sont plus consignés. Ce qui existe reste.",
  all: "Les échanges de tous les comptes sont consignés, selon les paramètres.",
  hint: "Les mots de passe, les jetons et le corps des messages sont omis. Les adresses et les objets ne le sont pas, et le journal est conservé en clair dans la base de données : ne l'activez que le temps nécessaire. Il disparaît quand le compte repart de zéro.",
  loginHint: "Pour voir comment il se connecte, reconnectez le compte pendant ce temps.",
  empty: "Rien n'est encore consigné.",
  emptyOff: "Rien n'est consigné. Activez le journal pour voir ce que le compte et ses serveurs se disent.",
  noMatch: "Aucune ligne ne correspond.",
  search: "Rechercher dans les lignes",
  speaker: "Qui parle",
  speakers: { client: "Posthorn", server: "Serveur de messagerie", notice: "Remarques" },
  allSpeakers: "Tout le monde",
  purpose: "Connexion pour",
  purposes: {
    watch: "Surveillance",
    "sub-connection": "Surveillance d'un dossier",
    request: "Appels",
    smtp: "Envoi",
    relay: "Proxy IMAP",
    api: "API du fournisseur",
  },
  allPurposes: "Toutes les connexions",
  lineCount: "Jusqu'où remonter",
  lastLines: (count: number) =>
    `${plural(count, { one: "Dernière ligne :", other: "Dernières lignes :" })} ${formatNumber(count)}`,
  follow: "Suivre",
  download: "Télécharger",
  shown: (shown: number, total: number) =>
    shown === total ? lines(total) : `${formatNumber(shown)} sur ${lines(total)}`,
  list: "Lignes du journal",
  only: (connection: string) => `Seulement la connexion ${connection}`,
  allConnections: "De nouveau toutes les connexions",
  clear: "Vider",
  clearTitle: "Vider le journal de ce compte ?",
  clearText: "Ce qui a été noté disparaît. La poursuite de la journalisation reste inchangée. C'est irréversible.",
  cleared: "Le journal est vide.",
};
