import type { texts } from "../../pages/account-server-details/texts.ts";

export const accountServerDetails: typeof texts = {
  title: "Co serwery poczty mówią o sobie",
  hint: "Tak, jak podały przy ostatnim logowaniu i przy ostatnim przekazaniu poczty. Teraz nikt nie jest o to pytany.",
  none: "Jeszcze nic nie wiadomo: dowiemy się przy pierwszym logowaniu albo przy wysyłce.",
  imap: "Serwer IMAP",
  smtp: "Serwer SMTP",
  software: "Oprogramowanie",
  vendor: "Dostawca",
  version: "Wersja",
  support: "Pomoc",
  capabilities: "Możliwości",
  authMethods: "Sposoby logowania",
  extensions: "Rozszerzenia",
  maxMessageSize: "Największa wiadomość",
  seen: "Stan na",
  saidBy: "Powiedział to",
  otherServer: (host: string) => `${host} (inny serwer niż ustawiony teraz)`,
  used: "używany przez Posthorn",
  subconnections: "Foldery z własnym połączeniem",
  states: {
    listening: "Nasłuchuje od",
    connecting: "Łączy się od",
    waiting: "Niepowodzenie; kolejna próba nastąpi sama, od",
  },
  lastFailure: "Ostatni błąd",
};
