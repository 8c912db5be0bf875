import type { texts } from "../../pages/event/texts.ts";

export const event: typeof texts = {
  back: "Zdarzenia",
  fallback: "Zdarzenie",
  details: "Zdarzenie",
  account: "Konto",
  installation: "instalacja",
  mailbox: "Folder",
  date: "Czas zdarzenia",
  id: "Identyfikator",
  deliveries: "Kogo powiadomiono",
  showDeliveries: "Dostarczenia zdarzenia",
  json: "W postaci wysyłanej przez webhook",
  copy: "Kopiuj jako dane testowe",
  further: "Użyj zdarzenia",
  purpose:
    "Można je wysłać na próbę do punktu końcowego, wypróbować na nim funkcje albo dodać punkt końcowy dla takich zdarzeń.",
  endpoint: "Punkt końcowy",
  defaultEndpoint: "Adres domyślny",
  test: "Wyślij na próbę",
  functions: "Wypróbuj funkcje",
  create: "Nowy punkt końcowy dla takich zdarzeń",
};
