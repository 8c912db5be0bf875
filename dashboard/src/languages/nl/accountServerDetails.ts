import type { texts } from "../../pages/account-server-details/texts.ts";

export const accountServerDetails: typeof texts = {
  title: "Wat de mailservers over zichzelf zeggen",
  hint: "Zoals gezegd bij de laatste aanmelding en de laatste overdracht. Er wordt nu niemand om gevraagd.",
  none: "Er is nog niets bekend: het wordt gezegd bij de eerste aanmelding, of bij het verzenden van een bericht.",
  imap: "IMAP-server",
  smtp: "SMTP-server",
  software: "Software",
  vendor: "Leverancier",
  version: "Versie",
  support: "Ondersteuning",
  capabilities: "Mogelijkheden",
  authMethods: "Manieren van aanmelden",
  extensions: "Uitbreidingen",
  maxMessageSize: "Grootste bericht",
  seen: "Stand van",
  saidBy: "Gezegd door",
  otherServer: (host: string) => `${host} (een andere server dan nu is ingesteld)`,
  used: "gebruikt door Posthorn",
  subconnections: "Mappen met een eigen verbinding",
  states: {
    listening: "Luistert sinds",
    connecting: "Wordt verbonden sinds",
    waiting: "Mislukt; wordt vanzelf opnieuw geprobeerd, sinds",
  },
  lastFailure: "Laatste fout",
};
