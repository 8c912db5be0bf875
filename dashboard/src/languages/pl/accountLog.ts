import type { texts } from "../../pages/account-log/texts.ts";
import { formatNumber, plural } from "../format.ts";

const lines = (count: number) =>
  `${formatNumber(count)} ${plural(count, { one: "wiersz", few: "wiersze", many: "wierszy", other: "wiersza" })}`;

export const accountLog: typeof texts = {
  title: "Rozmowy konta z serwerami poczty",
  switch: "Zapisuj rozmowy",
  on: "Od teraz rozmowy są zapisywane.",
  off: "Rozmowy nie są już zapisywane. To, co jest, pozostaje.",
  all: "Zapisywane są rozmowy wszystkich kont, zgodnie z ustawieniami.",
  hint: "Hasła, tokeny i treść wiadomości są pomijane. Adresy i tematy nie, a dziennik leży w bazie danych w postaci jawnej: należy go włączać tylko na tyle, na ile jest potrzebny. Znika, gdy konto zaczyna od nowa.",
  loginHint: "Aby zobaczyć logowanie, połącz konto ponownie w trakcie zapisu.",
  empty: "Nic jeszcze nie zapisano.",
  emptyOff: "Nic nie zapisano. Włącz dziennik, aby zobaczyć rozmowy konta z serwerami.",
  noMatch: "Żaden wiersz nie pasuje.",
  search: "Szukaj w wierszach",
  speaker: "Kto mówi",
  speakers: { client: "Posthorn", server: "Serwer poczty", notice: "Uwagi" },
  allSpeakers: "Wszyscy",
  purpose: "Cel połączenia",
  purposes: {
    watch: "Obserwowanie",
    "sub-connection": "Obserwowanie folderu",
    request: "Wywołania",
    smtp: "Wysyłanie",
    relay: "Proxy IMAP",
    api: "API dostawcy",
  },
  allPurposes: "Wszystkie połączenia",
  lineCount: "Ile wstecz",
  lastLines: (count: number) => `Ostatnie ${lines(count)}`,
  follow: "Śledź",
  download: "Pobierz",
  shown: (shown: number, total: number) =>
    shown === total ? lines(total) : `${formatNumber(shown)} z ${formatNumber(total)} wierszy`,
  list: "Wiersze dziennika",
  only: (connection: string) => `Tylko połączenie ${connection}`,
  allConnections: "Znów wszystkie połączenia",
  clear: "Wyczyść",
  clearTitle: "Wyczyścić dziennik tego konta?",
  clearText: "To, co zapisano, zniknie. To, czy zapis trwa dalej, nie zmieni się. Tego nie można cofnąć.",
  cleared: "Dziennik jest pusty.",
};
