import type { texts } from "../../pages/account-events/texts.ts";

export const accountEvents: typeof texts = {
  title: "Viimased sündmused",
  columns: { event: "Sündmus", about: "Mille kohta", folder: "Kaust", time: "Millal" },
  empty: "Selle konto sündmusi pole säilinud. Edaspidi toimuv ilmub siia.",
  more: "Näita vanemaid",
  follow: "Jälgi sündmusi",
  none: "–",
};
