import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../shell/alert-texts.ts";

export const alerts: typeof texts = {
  title: "Vraagt aandacht",
  bell: (count: number) =>
    count === 0
      ? "Niets vraagt aandacht"
      : `${formatNumber(count)} ${plural(count, { one: "ding vraagt", other: "dingen vragen" })} aandacht`,
  none: "Alles is in orde.",
  accounts: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "account kan", other: "accounts kunnen" })} geen verbinding maken`,
  accountsText: "Hun e-mail wordt niet gezien. Bij elk staat wat er mis is.",
  sendingPaused: "De verzending is gepauzeerd",
  webhooksPaused: "Webhooks zijn gepauzeerd",
  pausedText: "Wat wacht, gaat verder zodra iemand het hervat.",
  endpoint: (name: string) => `Webhooks naar ${name} mislukken`,
  failing: (since: string, message: string) => `Sinds ${since}. ${message}`,
  stopped: "Het antwoord was dat het endpoint niet meer bestaat (410), daarom is het uitgeschakeld.",
  application: (name: string) => `De provider weigert ${name}`,
  certificate: "Een TLS-certificaat vraagt aandacht",
  certificateEnds: (at: string) => `Het verloopt op ${at}.`,
  node: (host: string) => `De node op ${host} is stil`,
  nodeText: "Als die onverwacht is gestopt, nemen andere het werk over.",
  rule: (name: string) => `Een waarschuwing gaat af: ${name}`,
  untold: (name: string) => `De waarschuwing ${name} kon niet worden doorgegeven`,
  openApi: "API-aanroepen hebben geen toegangstoken nodig",
  openApiText: "Elk programma op dezelfde machine mag alles.",
  tls: "Elk certificaat van mailservers wordt geaccepteerd",
  tlsText: "Wachtwoorden kunnen onderweg worden meegelezen.",
  url: "Het adres van deze dienst is niet ingesteld",
  urlText: "Links in e-mail, gehoste formulieren en OAuth2 hebben het nodig.",
  webhooks: "Webhooks zijn uitgeschakeld",
  webhooksText: "Niemand hoort wat er in uw accounts gebeurt.",
};
