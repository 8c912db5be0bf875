import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../shell/alert-texts.ts";

export const alerts: typeof texts = {
  title: "Braucht Aufmerksamkeit",
  bell: (count: number) =>
    count === 0
      ? "Nichts braucht Aufmerksamkeit"
      : `${formatNumber(count)} ${plural(count, { one: "Sache braucht", other: "Dinge brauchen" })} Aufmerksamkeit`,
  none: "Alles in Ordnung.",
  accounts: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "Konto kann", other: "Konten können" })} sich nicht verbinden`,
  accountsText: "Ihre E-Mails werden nicht gesehen. Bei jedem steht, woran es liegt.",
  sendingPaused: "Der Versand ist angehalten",
  webhooksPaused: "Webhooks sind angehalten",
  pausedText: "Was wartet, geht weiter, sobald es jemand fortsetzt.",
  endpoint: (name: string) => `Webhooks an ${name} schlagen fehl`,
  failing: (since: string, message: string) => `Seit: ${since}. ${message}`,
  stopped: "Die Antwort war, dass es den Endpunkt nicht mehr gibt (410), deshalb wurde er ausgeschaltet.",
  application: (name: string) => `Der Anbieter lehnt ${name} ab`,
  certificate: "Ein TLS-Zertifikat braucht Aufmerksamkeit",
  certificateEnds: (at: string) => `Es läuft ab: ${at}.`,
  node: (host: string) => `Der Knoten auf ${host} ist stumm`,
  nodeText: "Falls er unerwartet beendet wurde, übernehmen andere seine Arbeit.",
  rule: (name: string) => `Ein Alarm schlägt an: ${name}`,
  untold: (name: string) => `Der Alarm ${name} konnte nicht gemeldet werden`,
  openApi: "API-Aufrufe brauchen kein Zugriffstoken",
  openApiText: "Jedes Programm auf demselben Rechner darf alles.",
  tls: "Jedes Zertifikat von Mailservern wird angenommen",
  tlsText: "Passwörter können unterwegs mitgelesen werden.",
  url: "Die Adresse dieses Dienstes ist nicht gesetzt",
  urlText: "Links in E-Mails, gehostete Formulare und OAuth2 brauchen sie.",
  webhooks: "Webhooks sind ausgeschaltet",
  webhooksText: "Niemand erfährt, was in Ihren Konten geschieht.",
};
