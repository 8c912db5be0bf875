import type { texts } from "../../pages/nodes/texts.ts";

export const nodes: typeof texts = {
  title: "Węzły",
  description: "Procesy pracujące na tej bazie danych. Każdy zgłasza się co 15 sekund.",
  one: "Działa jeden proces. Na PostgreSQL mogą dołączyć kolejne: uruchom Posthorn gdzie indziej z tą samą bazą danych i tym samym sekretem.",
  columns: {
    host: "Maszyna",
    state: "Stan",
    version: "Wersja",
    started: "Uruchomiono",
    memory: "Pamięć",
    work: "Bieżąca praca",
  },
  pid: (pid: string) => `proces ${pid}`,
  thisOne: "odpowiada teraz",
  alive: "Działa",
  silent: "Milczy",
  silentText: (since: string) =>
    `Brak sygnału od ${since}. Jeśli proces zakończył się bez zapowiedzi, inne przejmą jego pracę.`,
  idle: "nic w tej chwili",
  work: (kind: string, count: string) => `${kind}: ${count}`,
  differ: "Węzły mają różne wersje. To w porządku podczas aktualizacji jednego po drugim, ale nie na dłużej.",
  kinds: {
    "message-delivery": "wysyłanie",
    "sent-copy": "kopie w folderze Wysłane",
    "webhook-delivery": "webhooki",
    "event-fan-out": "rozdzielanie zdarzeń",
    "webhook-replay": "powtórki",
    export: "eksporty",
  },
};
