import type { texts } from "../../pages/events/texts.ts";
import { formatNumber, plural } from "../format.ts";

const counted = (count: number) =>
  `${formatNumber(count)} ${plural(count, { one: "zdarzenie", few: "zdarzenia", many: "zdarzeń", other: "zdarzenia" })}`;

export const events: typeof texts = {
  title: "Zdarzenia",
  description: "Wszystko, co dzieje się na wszystkich kontach: na żywo i z zapisu.",
  views: { live: "Na żywo", past: "Minione" },
  view: "Na żywo lub minione",
  type: "Zdarzenie",
  everyType: "Wszystkie zdarzenia",
  account: "Konto",
  everyAccount: "Wszystkie konta",
  search: "Szukaj wśród pokazanych",
  pause: "Wstrzymaj",
  resume: "Wznów",
  clear: "Wyczyść",
  states: {
    connecting: "Łączenie",
    open: "Na żywo",
    paused: "Wstrzymane",
    broken: "Ponowne łączenie",
    over: "Brak połączenia",
  },
  waiting: "Oczekiwanie na następne zdarzenie. Odebrana lub wysłana wiadomość pojawi się tutaj.",
  noMatch: "Żadne z pokazanych zdarzeń nie pasuje do wyszukiwania.",
  noneKept: "Nic takiego się nie wydarzyło albo nie jest już przechowywane.",
  held: (count: number) => `W czasie wstrzymania nadeszło: ${counted(count)}.`,
  kept: (count: number, most: number) =>
    `${counted(count)}, limit przechowywanych tu najnowszych: ${formatNumber(most)}.`,
  shown: (count: number) => `Pokazano: ${counted(count)}`,
  list: "Zdarzenia, od najnowszych",
  installation: "instalacja",
  more: "Wczytaj starsze",
  json: "Zdarzenie",
  open: "Otwórz",
  copy: "Kopiuj jako dane testowe",
  connect: "Połącz ponownie",
};
