import type { texts } from "../../pages/users/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const users: typeof texts = {
  title: "Użytkownicy",
  description: "Osoby, które logują się do tego panelu.",
  invite: "Zaproś osobę",
  search: "Szukaj według nazwy",
  counted: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "użytkownik", few: "użytkownicy", many: "użytkowników", other: "użytkownika" })}`,
  columns: {
    user: "Użytkownik",
    role: "Rola",
    state: "Stan",
    signsIn: "Sposób logowania",
    sessions: "Zalogowano",
    lastSignIn: "Ostatnie logowanie",
  },
  you: "To konto",
  roles: { owner: "Właściciel", admin: "Administrator", viewer: "Obserwator" },
  roleTexts: {
    owner: "Wszystko, łącznie z użytkownikami",
    admin: "Wszystko oprócz użytkowników",
    viewer: "Tylko podgląd, bez zmian",
  },
  states: { active: "Aktywny", invited: "Zaproszony", disabled: "Wyłączony" },
  password: "Hasło",
  totp: "kody jednorazowe",
  passkeys: (count: number) =>
    `${formatNumber(count)} ${plural(count, { one: "klucz dostępu", few: "klucze dostępu", many: "kluczy dostępu", other: "klucza dostępu" })}`,
  provider: (provider: string) => `Dostawca (${provider})`,
  nothing: "Jeszcze nic",
  and: (first: string, second: string) => `${first}, ${second}`,
  never: "nigdy",
  nowhere: "nigdzie",
  places: (count: number) =>
    `w ${formatNumber(count)} ${plural(count, { one: "miejscu", few: "miejscach", many: "miejscach", other: "miejsca" })}`,
  open: "Otwórz",
  delete: "Usuń",
  deleteTitle: (name: string) => `Usunąć użytkownika „${name}”?`,
  deleteText:
    "Wszystkie sesje pod tą nazwą zostaną od razu wylogowane. To, co użytkownik utworzył, pozostaje. Tego nie można cofnąć.",
  deleted: "Użytkownik został usunięty.",
  form: {
    title: "Zaproś osobę",
    text: "Powstanie link do przekazania. Pozwala on raz, w ciągu tygodnia, wybrać hasło.",
    name: "Nazwa użytkownika",
    role: "Rola",
    needsName: "Wybierz nazwę",
    taken: "Użytkownik o tej nazwie już istnieje",
    submit: "Utwórz link",
  },
  link: {
    title: (name: string) => `Link dla ${name}`,
    text: "Należy go przekazać zaufaną drogą. Kto pierwszy go otworzy, wybiera hasło. Link jest pokazywany tylko teraz.",
    value: "Link",
    copy: "Kopiuj link",
    until: (time: string) => `Można go użyć raz, do ${time}.`,
    done: "Gotowe",
  },
};
