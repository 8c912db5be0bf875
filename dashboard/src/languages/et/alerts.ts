import type { texts } from "../../shell/alert-texts.ts";
import { formatNumber, plural } from "../format.ts";

export const alerts: typeof texts = {
  title: "Vajab tähelepanu",
  bell: (count: number) =>
    count === 0
      ? "Miski ei vaja tähelepanu"
      : `Tähelepanu vajab ${formatNumber(count)} ${plural(count, { one: "asi", other: "asja" })}`,
  none: "Kõik on korras.",
  accounts: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "konto ei saa", other: "kontot ei saa" })} ühendust`,
  accountsText: "Nende kirju ei näe. Iga konto ütleb, mis on valesti.",
  sendingPaused: "Saatmine on peatatud",
  webhooksPaused: "Webhookid on peatatud",
  pausedText: "Ootel asjad jätkavad, kui keegi selleks loa annab.",
  endpoint: (name: string) => `Webhookid otspunkti ${name} ebaõnnestuvad`,
  failing: (since: string, message: string) => `Alates ${since}. ${message}`,
  stopped: "Vastus oli, et aadressi enam pole (410), seega lülitati see välja.",
  application: (name: string) => `Teenusepakkuja keeldub rakendusest ${name}`,
  certificate: "TLS-sertifikaat vajab tähelepanu",
  certificateEnds: (at: string) => `See lõpeb ${at}.`,
  node: (host: string) => `Sõlm masinas ${host} vaikib`,
  nodeText: "Kui see lõppes etteteatamata, võtavad teised selle töö üle.",
  rule: (name: string) => `Häire on rakendunud: ${name}`,
  untold: (name: string) => `Häirest ${name} ei õnnestunud teatada`,
  openApi: "API kutsed ei vaja pääsuluba",
  openApiText: "Iga programm samas masinas võib teha kõike.",
  tls: "Meiliserverite mis tahes sertifikaat aktsepteeritakse",
  tlsText: "Paroole saab teel lugeda.",
  url: "Selle teenuse aadress on määramata",
  urlText: "Seda vajavad kirjade lingid, majutatud vormid ja OAuth2.",
  webhooks: "Webhookid on väljas",
  webhooksText: "Kellelegi ei teatata, mis teie kontodes toimub.",
};
