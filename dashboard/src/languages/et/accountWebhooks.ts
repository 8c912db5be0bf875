import { formatNumber } from "../format.ts";
import type { texts } from "../../pages/account-webhooks/texts.ts";

export const accountWebhooks: typeof texts = {
  off: "Webhookid on selles paigalduses välja lülitatud",
  offText: "Kellelegi ei edastata midagi enne, kui need seadetes sisse lülitatakse.",
  target: "Kuhu sündmused lähevad",
  url: "Aadress",
  source: "Määrab",
  own: "See konto",
  general: "Seaded, kõigi kontode jaoks",
  nowhere: "Mitte kuhugi: aadressi pole ei kontol ega seadetes.",
  events: "Sündmused",
  allEvents: "Kõik",
  noEvents: "Seadetes pole ühtegi valitud",
  inboxOnly: "Uued kirjad",
  inboxOnlyText: "Ainult sisendkaustast",
  headers: "Päised",
  endpoints: "Muud otspunktid, mis sündmusi saavad",
  noEndpoints: "Ükski teine otspunkt ei saa selle konto sündmusi.",
  deliveries: "Edastused",
  columns: { endpoint: "Otspunkt", url: "Aadress", events: "Sündmused", state: "Olek" },
  states: {
    on: "Võtab sündmusi vastu",
    off: "Välja lülitatud",
    paused: "Peatatud",
    failing: "Tõrgub",
    stopped: "Peatunud",
  },
  headerCount: (count: number, names: string) => `${formatNumber(count)}: ${names}`,
  lastFailure: "Viimane viga",
  noFilter: "Filtrita: kõik läheb sinna",
};
