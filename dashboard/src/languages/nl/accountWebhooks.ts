import { formatNumber } from "../format.ts";
import type { texts } from "../../pages/account-webhooks/texts.ts";

export const accountWebhooks: typeof texts = {
  off: "Webhooks zijn voor deze installatie uitgeschakeld",
  offText: "Er wordt niets bezorgd totdat ze in de instellingen worden ingeschakeld.",
  target: "Waar de gebeurtenissen heen gaan",
  url: "Adres",
  source: "Bepaald door",
  own: "Dit account",
  general: "De instellingen, voor alle accounts",
  nowhere: "Nergens: noch dit account, noch de instellingen noemen een adres.",
  events: "Gebeurtenissen",
  allEvents: "Alle",
  noEvents: "In de instellingen is er geen gekozen",
  inboxOnly: "Nieuwe e-mail",
  inboxOnlyText: "Alleen uit Postvak IN",
  headers: "Headers",
  endpoints: "Andere endpoints die de gebeurtenissen ontvangen",
  noEndpoints: "Geen ander endpoint ontvangt gebeurtenissen van dit account.",
  deliveries: "Bezorgingen",
  columns: { endpoint: "Endpoint", url: "Adres", events: "Gebeurtenissen", state: "Status" },
  states: {
    on: "Ontvangt gebeurtenissen",
    off: "Uitgeschakeld",
    paused: "Gepauzeerd",
    failing: "Verstoord",
    stopped: "Gestopt",
  },
  headerCount: (count: number, names: string) => `${formatNumber(count)}: ${names}`,
  lastFailure: "Laatste fout",
  noFilter: "Geen filter: alles gaat erheen",
};
