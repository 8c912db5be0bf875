import type { texts } from "../../pages/account-events/texts.ts";

export const accountEvents: typeof texts = {
  title: "Recente gebeurtenissen",
  columns: { event: "Gebeurtenis", about: "Betreft", folder: "Map", time: "Tijdstip" },
  empty: "Van dit account is geen gebeurtenis bewaard. Wat er vanaf nu gebeurt, verschijnt hier.",
  more: "Oudere tonen",
  follow: "Gebeurtenissen volgen",
  none: "–",
};
