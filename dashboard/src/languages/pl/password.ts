import type { texts } from "../../pages/password/texts.ts";

export const password: typeof texts = {
  title: "Zmiana hasła",
  description: "Wszędzie indziej nastąpi wylogowanie.",
  current: "Obecne hasło",
  password: "Nowe hasło",
  again: "Nowe hasło ponownie",
  submit: "Zmień hasło",
  done: "Hasło zostało zmienione. Wszędzie indziej nastąpiło wylogowanie.",
  tooMany: "Zbyt wiele prób",
};
