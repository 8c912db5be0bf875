import type { texts } from "../../pages/account-folders/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const accountFolders: typeof texts = {
  title: "Foldery",
  columns: {
    folder: "Folder",
    use: "Przeznaczenie",
    messages: "Wiadomości",
    unseen: "Nieprzeczytane",
    watched: "Obserwowany",
  },
  uses: {
    "\\All": "Cała poczta",
    "\\Archive": "Archiwum",
    "\\Drafts": "Wersje robocze",
    "\\Flagged": "Oflagowane",
    "\\Junk": "Spam",
    "\\Sent": "Wysłane",
    "\\Trash": "Kosz",
    "\\Inbox": "Odebrane",
  },
  none: "–",
  own: "Przez osobne połączenie",
  yes: "Tak",
  no: "Nie",
  notSelectable: "Zawiera tylko inne foldery",
  counted: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "folder", few: "foldery", many: "folderów", other: "folderu" })}`,
  sum: (messages: number) =>
    `łącznie ${formatNumber(messages)} ${plural(messages, { one: "wiadomość", few: "wiadomości", many: "wiadomości", other: "wiadomości" })}`,
  unreachable: "Foldery pochodzą z serwera poczty, który jest teraz nieosiągalny.",
};
