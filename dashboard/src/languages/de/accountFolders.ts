import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/account-folders/texts.ts";

export const accountFolders: typeof texts = {
  title: "Ordner",
  columns: { folder: "Ordner", use: "Verwendung", messages: "Nachrichten", unseen: "Ungelesen", watched: "Überwacht" },
  uses: {
    "\\All": "Alle Nachrichten",
    "\\Archive": "Archiv",
    "\\Drafts": "Entwürfe",
    "\\Flagged": "Markiert",
    "\\Junk": "Spam",
    "\\Sent": "Gesendet",
    "\\Trash": "Papierkorb",
    "\\Inbox": "Posteingang",
  },
  none: "–",
  own: "Über eine eigene Verbindung",
  yes: "Ja",
  no: "Nein",
  notSelectable: "Enthält nur andere Ordner",
  counted: (count: number) => `${formatNumber(count)} Ordner`,
  sum: (messages: number) =>
    `Insgesamt ${formatNumber(messages)} ${plural(messages, { one: "Nachricht", other: "Nachrichten" })}`,
  unreachable: "Die Ordner kommen vom Mailserver, der gerade nicht erreichbar ist.",
};
