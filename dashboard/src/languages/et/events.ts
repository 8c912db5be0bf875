import type { texts } from "../../pages/events/texts.ts";
import { formatNumber, plural } from "../format.ts";

const counting = (count: number) => `${formatNumber(count)} ${plural(count, { one: "sündmus", other: "sündmust" })}`;

export const events: typeof texts = {
  title: "Sündmused",
  description: "Kõik, mis kõigis kontodes toimub, otse ja salvestatuna.",
  views: { live: "Otse", past: "Varasemad" },
  view: "Otse või varasemad",
  type: "Sündmus",
  everyType: "Kõik sündmused",
  account: "Konto",
  everyAccount: "Kõik kontod",
  search: "Otsi näidatavast",
  pause: "Peata",
  resume: "Jätka",
  clear: "Tühjenda",
  states: {
    connecting: "Ühendub",
    open: "Otse",
    paused: "Peatatud",
    broken: "Ühendub uuesti",
    over: "Ühendamata",
  },
  waiting: "Oodatakse järgmist sündmust. Saatke või võtke vastu kiri ja see ilmub siia.",
  noMatch: "Ükski näidatud sündmus ei vasta otsingule.",
  noneKept: "Sellist pole juhtunud või seda enam ei säilitata.",
  held: (count: number) => `Peatamise ajal saabus ${counting(count)}.`,
  kept: (count: number, most: number) => `${counting(count)}, siin hoitakse uusimat ${formatNumber(most)}.`,
  shown: (count: number) => `Näidatud ${counting(count)}`,
  list: "Sündmused, uuemad eespool",
  installation: "paigaldus",
  more: "Laadi vanemaid",
  json: "Sündmus",
  open: "Ava",
  copy: "Kopeeri testandmetena",
  connect: "Ühenda uuesti",
};
