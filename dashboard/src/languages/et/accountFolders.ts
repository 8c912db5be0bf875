import type { texts } from "../../pages/account-folders/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const accountFolders: typeof texts = {
  title: "Kaustad",
  columns: { folder: "Kaust", use: "Otstarve", messages: "Kirjad", unseen: "Lugemata", watched: "Jälgitakse" },
  uses: {
    "\\All": "Kõik kirjad",
    "\\Archive": "Arhiiv",
    "\\Drafts": "Mustandid",
    "\\Flagged": "Lipuga",
    "\\Junk": "Rämpspost",
    "\\Sent": "Saadetud",
    "\\Trash": "Prügikast",
    "\\Inbox": "Sisendkaust",
  },
  none: "–",
  own: "Oma ühendusega",
  yes: "Jah",
  no: "Ei",
  notSelectable: "Sisaldab ainult teisi kaustu",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "kaust", other: "kausta" })}`,
  sum: (messages: number) => `Kokku ${formatNumber(messages)} ${plural(messages, { one: "kiri", other: "kirja" })}`,
  unreachable: "Kaustad tulevad meiliserverist, millega praegu ei saa ühendust.",
};
