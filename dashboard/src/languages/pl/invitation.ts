import type { texts } from "../../pages/invitation/texts.ts";

export const invitation: typeof texts = {
  title: "Wybór hasła",
  description: "To zaproszenie do tej instalacji Posthorn. Link działa tylko raz.",
  password: "Hasło",
  passwordHint: "Co najmniej 8 znaków; dobrze sprawdza się kilka słów z rzędu",
  again: "Hasło ponownie",
  submit: "Zapisz i zaloguj się",
  noLink: {
    title: "Ta strona wymaga otrzymanego linku",
    text: "Tajna część od razu znika z paska adresu, więc po odświeżeniu strony trzeba otworzyć link ponownie. Wygląda on tak:",
  },
  bad: {
    title: "Ten link nie działa",
    text: "Został już użyty, jest starszy niż tydzień albo nie został skopiowany w całości. Należy poprosić o nowy.",
  },
  code: {
    title: "Hasło zostało zapisane",
    text: "Po haśle wymagany jest kod jednorazowy: zaloguj się nowym hasłem i kodem.",
  },
  signIn: "Zaloguj się",
};
