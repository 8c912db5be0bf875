import type { texts } from "../../components/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const components: typeof texts = {
  close: "Zamknij",
  cancel: "Anuluj",
  tryAgain: "Spróbuj ponownie",
  loading: "Ładowanie",
  copied: "Skopiowano",
  copyFailed: "Kopiowanie nie powiodło się",
  copyRefused: "Przeglądarka nie pozwala tej stronie kopiować. Zaznacz tekst i skopiuj go ręcznie.",
  command: "Polecenie",
  password: {
    differ: "Hasła się różnią",
    short: (count: number) =>
      `Co najmniej ${formatNumber(count)} ${plural(count, { one: "znak", few: "znaki", many: "znaków", other: "znaku" })}`,
  },
  copyId: "Kopiuj identyfikator",
  copyOf: (what: string) => `Kopiuj: ${what}`,
  actions: "Czynności",
  actionsFor: (name: string) => `Czynności dla ${name}`,
  clearSearch: "Wyczyść wyszukiwanie",
  empty: {
    nothing: "Jeszcze nic tu nie ma",
    query: (query: string) => `Nic nie pasuje do „${query}”`,
    filter: "Nic nie pasuje do tego filtra",
    showAll: "Pokaż wszystko",
    page: "Na tej stronie nic już nie ma",
    firstPage: "Przejdź do pierwszej strony",
  },
  shownOnce: {
    done: "Gotowe",
    goBack: "Wróć",
    closeAnyway: "Zamknij mimo to",
  },
  paging: {
    pages: "Strony",
    page: (page: string) => `Strona ${page}`,
    next: "Następna strona",
    previous: "Poprzednia strona",
    range: (first: string, last: string, counted: string) => `${first}–${last} (razem: ${counted})`,
  },
  changes: {
    field: "Pole",
    before: "Przed",
    after: "Po",
    nothing: "nic",
    cut: "Zbyt długie, by zachować w całości",
  },
  versions: {
    title: "Wersje",
    current: "obecna",
    number: (version: number) => `Wersja ${formatNumber(version)}`,
    choose: "Wybierz wersję, aby zobaczyć, czym różni się od obecnie zapisanej.",
    compare: (version: number) => `Wersja ${formatNumber(version)} a obecna`,
    same: "Treść jest taka sama jak obecnie.",
    removed: "Tylko w tej wersji",
    added: "Tylko obecnie",
  },
  window: "Ile wstecz",
  windows: { hour: "1 h", day: "24 h", week: "7 dni", month: "30 dni" },
  time: { unknown: "nieznany", now: "przed chwilą" },
  states: {
    Initializing: "Inicjowanie",
    Connecting: "Łączenie",
    Syncing: "Synchronizacja",
    Connected: "Połączone",
    Disconnected: "Rozłączone",
    Paused: "Wstrzymane",
    "Connection failed": "Błąd połączenia",
    "Not syncing": "Bez synchronizacji",
  },
  faults: {
    offline: "Serwer jest nieosiągalny",
    offlineText: "Może się właśnie uruchamia albo sieć nie działa. Nic nie zostało utracone.",
    notLoaded: "Nie udało się wczytać tej strony",
    notLoadedText:
      "Serwer jest nieosiągalny albo został w międzyczasie zaktualizowany: wtedy odśwież stronę w przeglądarce.",
    late: "Serwer nie odpowiedział na czas",
    lateText: "Może być przeciążony.",
    slip: "Na tej stronie coś poszło nie tak",
    failed: "Serwer nie mógł tego zrobić",
    tooMany: "Zbyt wiele wywołań",
    otherTab: "W innej karcie nastąpiło nowe logowanie",
    otherTabText: "Ta strona już je uwzględnia. Spróbuj ponownie.",
    missing: "Nie ma czegoś takiego",
    forbidden: "To jest niedozwolone",
    refused: "Serwer tego odmówił",
    inSeconds: (count: number) =>
      `Spróbuj ponownie za ${formatNumber(count)} ${plural(count, { one: "sekundę", few: "sekundy", many: "sekund", other: "sekundy" })}.`,
    inMinutes: (count: number) =>
      `Spróbuj ponownie za ${formatNumber(count)} ${plural(count, { one: "minutę", few: "minuty", many: "minut", other: "minuty" })}.`,
    inList: (number: number, rest: string) => `Numer ${formatNumber(number)} na liście ${rest}`,
  },
  errors: {
    ETIMEDOUT: "Serwer nie odpowiedział na czas. Drogę może blokować zapora albo port jest niewłaściwy.",
    ClosedAfterConnectTLS: "Serwer zamknął połączenie zaraz po jego nawiązaniu.",
    ClosedAfterConnectText:
      "Serwer zamknął połączenie zaraz po jego nawiązaniu. Ten port może wymagać TLS od początku.",
    ECONNREFUSED:
      "Serwer odmówił połączenia. Może nie działać lub być przeciążony, albo serwer lub port są niewłaściwe.",
  },
};
