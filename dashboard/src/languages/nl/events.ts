import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/events/texts.ts";

const counted = (count: number) =>
  `${formatNumber(count)} ${plural(count, { one: "gebeurtenis", other: "gebeurtenissen" })}`;

export const events: typeof texts = {
  title: "Gebeurtenissen",
  description: "Alles wat er in alle accounts gebeurt: live en zoals het is vastgelegd.",
  views: { live: "Live", past: "Verleden" },
  view: "Live of verleden",
  type: "Gebeurtenis",
  everyType: "Alle gebeurtenissen",
  account: "Account",
  everyAccount: "Alle accounts",
  search: "Zoeken in wat getoond wordt",
  pause: "Pauzeren",
  resume: "Hervatten",
  clear: "Leegmaken",
  states: {
    connecting: "Verbinding maken",
    open: "Live",
    paused: "Gepauzeerd",
    broken: "Opnieuw verbinding maken",
    over: "Niet verbonden",
  },
  waiting: "Wacht op de volgende gebeurtenis. Ontvang of verzend een e-mail, en ze verschijnt hier.",
  noMatch: "Geen van de getoonde gebeurtenissen past bij de zoekopdracht.",
  noneKept: "Zoiets is niet gebeurd, of het wordt niet meer bewaard.",
  held: (count: number) => `Binnengekomen tijdens de pauze: ${counted(count)}.`,
  kept: (count: number, most: number) => `${counted(count)}, de nieuwste ${formatNumber(most)} blijven hier staan.`,
  shown: (count: number) => `${counted(count)} getoond`,
  list: "Gebeurtenissen, nieuwste eerst",
  installation: "installatie",
  more: "Oudere laden",
  json: "De gebeurtenis",
  open: "Openen",
  copy: "Kopiëren als testgegevens",
  connect: "Opnieuw verbinden",
};
