import type { texts } from "../../pages/account-events/texts.ts";

export const accountEvents: typeof texts = {
  title: "Ostatnie zdarzenia",
  columns: { event: "Zdarzenie", about: "Dotyczy", folder: "Folder", time: "Kiedy" },
  empty: "Nie przechowuje się żadnych zdarzeń tego konta. Nowe zdarzenia pojawią się tutaj.",
  more: "Pokaż starsze",
  follow: "Śledź zdarzenia konta",
  none: "–",
};
