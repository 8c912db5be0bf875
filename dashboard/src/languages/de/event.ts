import type { texts } from "../../pages/event/texts.ts";

export const event: typeof texts = {
  back: "Ereignisse",
  fallback: "Ereignis",
  details: "Ereignis",
  account: "Konto",
  installation: "die Installation",
  mailbox: "Ordner",
  date: "Geschehen",
  id: "ID",
  deliveries: "Wer benachrichtigt wurde",
  showDeliveries: "Zustellungen anzeigen",
  json: "So meldet es ein Webhook",
  copy: "Als Testdaten kopieren",
  further: "Weiterverwenden",
  purpose:
    "Senden Sie es zum Test an einen Endpunkt, probieren Sie Funktionen damit aus oder lassen Sie einen Endpunkt von solchen Ereignissen erfahren.",
  endpoint: "Endpunkt",
  defaultEndpoint: "Standardadresse",
  test: "Damit testen",
  functions: "Funktionen damit ausprobieren",
  create: "Neuer Endpunkt für solche Ereignisse",
};
