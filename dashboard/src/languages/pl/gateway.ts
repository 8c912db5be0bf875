import type { texts } from "../../pages/gateway/texts.ts";

export const gateway: typeof texts = {
  back: "Bramki",
  fallback: "Bramka",
  test: "Sprawdź połączenie",
  state: "Stan",
  fault: "Ostatni błąd",
  failed: "Błąd",
  id: "Identyfikator",
  deliveries: "Przyjęte wiadomości",
  lastUse: "Ostatnie użycie",
  never: "nigdy",
  server: "Serwer",
  address: (host: string, port: string) => `${host}, port ${port}`,
  protection: "Zabezpieczenie",
  user: "Nazwa użytkownika",
  otherWay: "Bramka zapasowa",
  taking: "Jak wysyłać przez tę bramkę",
  takingText: "Należy ją podać przy przekazywaniu wiadomości: przez API albo w nagłówku przez SMTP:",
  body: "W treści żądania",
  header: "W nagłówku przez SMTP",
};
