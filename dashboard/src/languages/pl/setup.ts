import type { texts } from "../../pages/setup/texts.ts";

export const setup: typeof texts = {
  title: "Konfiguracja Posthorn",
  description: "Utwórz pierwszego użytkownika. Ten link działa tylko raz.",
  name: "Nazwa użytkownika",
  password: "Hasło",
  passwordHint: "Co najmniej 8 znaków; dobrze sprawdza się kilka słów z rzędu",
  again: "Hasło ponownie",
  submit: "Utwórz i zaloguj się",
  noLink: {
    title: "Ta strona wymaga linku z serwera",
    text: "Serwer wypisuje go przy uruchomieniu, gdy nie ma jeszcze użytkownika. Tajna część od razu znika z paska adresu, więc po odświeżeniu strony trzeba otworzyć link ponownie. Wygląda on tak:",
  },
  bad: {
    title: "Ten link nie działa",
    text: "Został już użyty, jest starszy niż 24 godziny albo nie został skopiowany w całości. Uruchom serwer ponownie, aby otrzymać nowy, albo utwórz użytkownika na serwerze poleceniem: npx posthorn password",
  },
  notHere: "Konfiguracja stąd nie jest możliwa",
  done: {
    title: "Posthorn jest już skonfigurowany",
    text: "Pierwszy użytkownik już istnieje. Można się zalogować.",
  },
  signIn: "Zaloguj się",
};
