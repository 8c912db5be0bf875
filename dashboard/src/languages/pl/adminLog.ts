import type { texts } from "../../pages/admin-log/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const adminLog: typeof texts = {
  title: "Dziennik administracyjny",
  description:
    "Co zrobiły lub próbowały zrobić zalogowane osoby, od najnowszych. Działania programów są w dziennikach ich tokenów.",
  counted: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "wpis", few: "wpisy", many: "wpisów", other: "wpisu" })}`,
  empty: "Nikt jeszcze niczego nie zrobił.",
  columns: { time: "Czas", user: "Kto", call: "Co", target: "Dotyczy", outcome: "Wynik", address: "Skąd" },
  unknown: "nieznany",
  none: "–",
  command: "wiersz poleceń",
  user: "Użytkownik",
  action: "Rodzaj",
  everyAction: "Wszystkie rodzaje",
  actions: { read: "Odczyt", write: "Zmiana", send: "Wysłanie", destructive: "Usunięcie" },
  outcome: "Wynik",
  everyOutcome: "Wszystkie wyniki",
  outcomes: { succeeded: "Powodzenie", failed: "Niepowodzenie" },
  from: "Od",
  to: "Do",
  how: {
    password: "hasłem",
    totp: "kodem jednorazowym",
    "recovery-code": "kodem odzyskiwania",
    passkey: "kluczem dostępu",
    oidc: "przez OpenID Connect",
    okta: "przez Okta",
  },
  changes: {
    title: "Co zmieniono",
    show: (count: number) =>
      `Pokaż ${formatNumber(count)} ${plural(count, { one: "zmianę", few: "zmiany", many: "zmian", other: "zmiany" })}`,
    none: "Potem wszystko było jak przedtem.",
    untold: "Dla tej czynności nie zapisuje się stanu przed i po.",
  },
  code: (status: number, code: string) => `${status} ${code}`,
};
