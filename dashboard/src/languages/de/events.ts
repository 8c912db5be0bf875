import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/events/texts.ts";

const counted = (count: number) => `${formatNumber(count)} ${plural(count, { one: "Ereignis", other: "Ereignisse" })}`;

export const events: typeof texts = {
  title: "Ereignisse",
  description: "Alles, was in allen Konten geschieht: live und im Rückblick.",
  views: { live: "Live", past: "Rückblick" },
  view: "Live oder Rückblick",
  type: "Ereignis",
  everyType: "Alle Ereignisse",
  account: "Konto",
  everyAccount: "Alle Konten",
  search: "In den angezeigten suchen",
  pause: "Anhalten",
  resume: "Fortsetzen",
  clear: "Leeren",
  states: {
    connecting: "Verbindung wird aufgebaut",
    open: "Live",
    paused: "Angehalten",
    broken: "Verbindung wird wieder aufgebaut",
    over: "Nicht verbunden",
  },
  waiting: "Wartet auf das nächste Ereignis. Senden oder empfangen Sie eine E-Mail, und es erscheint hier.",
  noMatch: "Keines der angezeigten Ereignisse passt zur Suche.",
  noneKept: "Nichts dergleichen ist geschehen, oder es ist nicht mehr gespeichert.",
  held: (count: number) => `Während der Pause eingetroffen: ${counted(count)}.`,
  kept: (count: number, most: number) => `${counted(count)}, die neuesten ${formatNumber(most)} bleiben hier stehen.`,
  shown: (count: number) => `${counted(count)} angezeigt`,
  list: "Ereignisse, das neueste zuerst",
  installation: "Installation",
  more: "Ältere laden",
  json: "Das Ereignis",
  open: "Öffnen",
  copy: "Als Testdaten kopieren",
  connect: "Erneut verbinden",
};
