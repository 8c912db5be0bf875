import type { texts } from "../../pages/account-authorize/texts.ts";

export const accountAuthorize: typeof texts = {
  title: (name: string) => `Ponowna autoryzacja „${name}”`,
  oauth2:
    "Link prowadzi na stronę dostawcy, gdzie właściciel skrzynki ponownie wyraża zgodę. Osoba, która go otworzy, musi być tam zalogowana na właściwe konto.",
  password: "Link prowadzi do formularza, w którym właściciel skrzynki ponownie podaje hasło.",
  pinned: (email: string) => `Przyjmowany jest tylko adres ${email}.`,
  cancel: "Anuluj",
  make: "Utwórz link",
};
