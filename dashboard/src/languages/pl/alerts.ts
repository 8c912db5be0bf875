import type { texts } from "../../shell/alert-texts.ts";
import { formatNumber, plural } from "../format.ts";

export const alerts: typeof texts = {
  title: "Wymaga uwagi",
  bell: (count: number) =>
    count === 0
      ? "Nic nie wymaga uwagi"
      : `${formatNumber(count)} ${plural(count, { one: "sprawa wymaga", few: "sprawy wymagają", many: "spraw wymaga", other: "sprawy wymaga" })} uwagi`,
  none: "Wszystko w porządku.",
  accounts: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "konto nie może", few: "konta nie mogą", many: "kont nie może", other: "konta nie może" })} się połączyć`,
  accountsText: "Ich poczta nie jest odczytywana. Każde konto pokazuje, co jest nie tak.",
  sendingPaused: "Wysyłanie jest wstrzymane",
  webhooksPaused: "Webhooki są wstrzymane",
  pausedText: "To, co czeka, ruszy po wznowieniu.",
  endpoint: (name: string) => `Webhooki do ${name} nie docierają`,
  failing: (since: string, message: string) => `Od ${since}. ${message}`,
  stopped: "Odbiorca odpowiedział, że już nie istnieje (410), więc punkt końcowy został wyłączony.",
  application: (name: string) => `Dostawca odrzuca ${name}`,
  certificate: "Certyfikat TLS wymaga uwagi",
  certificateEnds: (at: string) => `Wygasa ${at}.`,
  node: (host: string) => `Węzeł na ${host} milczy`,
  nodeText: "Jeśli zakończył pracę bez zapowiedzi, inne ją przejmą.",
  rule: (name: string) => `Alert zadziałał: ${name}`,
  untold: (name: string) => `Nie udało się przekazać alertu ${name}`,
  openApi: "Wywołania API nie wymagają tokenu dostępu",
  openApiText: "Każdy program na tej samej maszynie może wszystko.",
  tls: "Akceptowany jest każdy certyfikat serwerów poczty",
  tlsText: "Hasła można odczytać po drodze.",
  url: "Adres tej usługi nie jest ustawiony",
  urlText: "Wymagają go linki w poczcie, formularze i OAuth2.",
  webhooks: "Webhooki są wyłączone",
  webhooksText: "Nikt nie dowiaduje się, co dzieje się na kontach.",
};
