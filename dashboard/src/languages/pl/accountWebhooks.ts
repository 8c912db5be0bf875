import { formatNumber } from "../format.ts";
import type { texts } from "../../pages/account-webhooks/texts.ts";

export const accountWebhooks: typeof texts = {
  off: "Webhooki są wyłączone w tej instalacji",
  offText: "Nic nie jest dostarczane, dopóki nie zostaną włączone w ustawieniach.",
  target: "Dokąd trafiają zdarzenia konta",
  url: "Adres",
  source: "Wybrany przez",
  own: "To konto",
  general: "Ustawienia, dla wszystkich kont",
  nowhere: "Donikąd: ani to konto, ani ustawienia nie podają adresu.",
  events: "Zdarzenia",
  allEvents: "Wszystkie",
  noEvents: "W ustawieniach nie wybrano żadnego",
  inboxOnly: "Nowa poczta",
  inboxOnlyText: "Tylko w folderze Odebrane",
  headers: "Nagłówki",
  endpoints: "Inne punkty końcowe, które przyjmują te zdarzenia",
  noEndpoints: "Żaden inny punkt końcowy nie przyjmuje zdarzeń tego konta.",
  deliveries: "Dostarczenia konta",
  columns: { endpoint: "Punkt końcowy", url: "Adres", events: "Zdarzenia", state: "Stan" },
  states: {
    on: "Przyjmuje zdarzenia",
    off: "Wyłączony",
    paused: "Wstrzymany",
    failing: "Zgłasza błędy",
    stopped: "Zatrzymany",
  },
  headerCount: (count: number, names: string) => `${formatNumber(count)}: ${names}`,
  lastFailure: "Ostatni błąd",
  noFilter: "Bez filtra: trafia tam wszystko",
};
