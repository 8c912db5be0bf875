import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/account-log/texts.ts";

const lines = (count: number) => `${formatNumber(count)} ${plural(count, { one: "regel", other: "regels" })}`;

export const accountLog: typeof texts = {
  title: "Wat het account en zijn mailservers tegen elkaar zeggen",
  switch: "Vastleggen",
  on: "Vanaf nu wordt het vastgelegd.",
  off: "Het wordt niet meer vastgelegd. Wat er al is, blijft.",
  all: "Volgens de instellingen wordt het voor alle accounts vastgelegd.",
  hint: "Wachtwoorden, tokens en de inhoud van berichten worden weggelaten. Adressen en onderwerpen niet, en het logboek staat onversleuteld in de database: schakel het alleen in zolang u het nodig hebt. Het verdwijnt wanneer het account opnieuw begint.",
  loginHint: "Om te zien hoe het account zich aanmeldt, verbindt u het intussen opnieuw.",
  empty: "Er is nog niets vastgelegd.",
  emptyOff: "Er is niets vastgelegd. Schakel het in om te zien wat het account en zijn servers zeggen.",
  noMatch: "Geen regel komt overeen.",
  search: "Zoeken in de regels",
  speaker: "Wie spreekt",
  speakers: { client: "Posthorn", server: "Mailserver", notice: "Meldingen" },
  allSpeakers: "Iedereen",
  purpose: "Verbinding voor",
  purposes: {
    watch: "Bewaken",
    "sub-connection": "Een map bewaken",
    request: "Aanroepen",
    smtp: "Verzenden",
    relay: "IMAP-proxy",
    api: "API van de provider",
  },
  allPurposes: "Alle verbindingen",
  lineCount: "Hoe ver terug",
  lastLines: (count: number) => `Laatste ${lines(count)}`,
  follow: "Volgen",
  download: "Downloaden",
  shown: (shown: number, total: number) =>
    shown === total ? lines(total) : `${formatNumber(shown)} van ${lines(total)}`,
  list: "Regels van het logboek",
  only: (connection: string) => `Alleen verbinding ${connection}`,
  allConnections: "Weer alle verbindingen",
  clear: "Leegmaken",
  clearTitle: "Het logboek van dit account leegmaken?",
  clearText:
    "Wat is vastgelegd, verdwijnt. Of er verder wordt vastgelegd, blijft zoals het is. Dit kan niet ongedaan worden gemaakt.",
  cleared: "Het logboek is leeg.",
};
