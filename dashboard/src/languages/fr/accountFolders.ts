import type { texts } from "../../pages/account-folders/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const accountFolders: typeof texts = {
  title: "Dossiers",
  columns: { folder: "Dossier", use: "Usage", messages: "Messages", unseen: "Non lus", watched: "Surveillé" },
  uses: {
    "\\All": "Tous les messages",
    "\\Archive": "Archives",
    "\\Drafts": "Brouillons",
    "\\Flagged": "Suivis",
    "\\Junk": "Indésirables",
    "\\Sent": "Envoyés",
    "\\Trash": "Corbeille",
    "\\Inbox": "Boîte de réception",
  },
  none: "–",
  own: "Par sa propre connexion",
  yes: "Oui",
  no: "Non",
  notSelectable: "Ne contient que d'autres dossiers",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "dossier", other: "dossiers" })}`,
  sum: (messages: number) =>
    `${formatNumber(messages)} ${plural(messages, { one: "message", other: "messages" })} en tout`,
  unreachable: "Les dossiers viennent du serveur de messagerie, qui est injoignable en ce moment.",
};
