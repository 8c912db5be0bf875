import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/account-folders/texts.ts";

export const accountFolders: typeof texts = {
  title: "Mappen",
  columns: { folder: "Map", use: "Gebruik", messages: "Berichten", unseen: "Ongelezen", watched: "Bewaakt" },
  uses: {
    "\\All": "Alle e-mail",
    "\\Archive": "Archief",
    "\\Drafts": "Concepten",
    "\\Flagged": "Gemarkeerd",
    "\\Junk": "Spam",
    "\\Sent": "Verzonden",
    "\\Trash": "Prullenbak",
    "\\Inbox": "Postvak IN",
  },
  none: "–",
  own: "Via een eigen verbinding",
  yes: "Ja",
  no: "Nee",
  notSelectable: "Bevat alleen andere mappen",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "map", other: "mappen" })}`,
  sum: (messages: number) =>
    `In totaal ${formatNumber(messages)} ${plural(messages, { one: "bericht", other: "berichten" })}`,
  unreachable: "De mappen komen van de mailserver, die nu niet bereikbaar is.",
};
