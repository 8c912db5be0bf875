import type { texts } from "../../pages/event/texts.ts";

export const event: typeof texts = {
  back: "Gebeurtenissen",
  fallback: "Gebeurtenis",
  details: "Gebeurtenis",
  account: "Account",
  installation: "de installatie",
  mailbox: "Map",
  date: "Gebeurd",
  id: "ID",
  deliveries: "Wie bericht kreeg",
  showDeliveries: "Bezorgingen tonen",
  json: "Zoals een webhook het meldt",
  copy: "Kopiëren als testgegevens",
  further: "Verder gebruiken",
  purpose:
    "Stuur de gebeurtenis als test naar een endpoint, probeer er functies mee uit of laat een endpoint zulke gebeurtenissen ontvangen.",
  endpoint: "Endpoint",
  defaultEndpoint: "Standaardadres",
  test: "Hiermee testen",
  functions: "Functies hiermee proberen",
  create: "Nieuw endpoint voor zulke gebeurtenissen",
};
