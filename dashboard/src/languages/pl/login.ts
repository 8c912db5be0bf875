import type { texts } from "../../pages/login/texts.ts";

export const login: typeof texts = {
  title: "Logowanie",
  name: "Nazwa użytkownika",
  password: "Hasło",
  remember: "Nie wylogowuj przez 30 dni",
  submit: "Zaloguj się",
  forgotten: "Nie pamiętasz hasła? Na serwerze nowe ustawia to polecenie:",
  or: "lub",
  passkey: "Zaloguj się kluczem dostępu",
  signInWith: (provider: string) => `Zaloguj się przez ${provider}`,
  code: "Kod",
  codeHint: "Sześć cyfr z aplikacji uwierzytelniającej albo kod odzyskiwania",
  beginAgain: "Zacznij od nowa",
  wrongCode: { title: "Błędny kod", text: "Mógł wygasnąć albo został już użyty. Spróbuj następnego." },
  wrongPasskey: {
    title: "Klucz dostępu nie został przyjęty",
    text: "Mógł zostać usunięty. Zaloguj się w inny sposób.",
  },
  noPasskey: {
    title: "Nie użyto klucza dostępu",
    text: "Wybierz klucz tej strony albo zaloguj się w inny sposób.",
  },
  tooLate: { title: "Trwało to zbyt długo", text: "Podaj ponownie nazwę i hasło." },
  locked: "Zbyt wiele niepowodzeń",
  wrong: { title: "Błędna nazwa lub hasło", text: "Sprawdź jedno i drugie i spróbuj ponownie." },
  tooMany: "Zbyt wiele prób",
  tooManyText: (wait: string) => `Logowanie jest na chwilę wstrzymane. ${wait || "Spróbuj ponownie za minutę."}`,
  notHere: "Logowanie stąd nie jest możliwe",
  reasons: {
    ended: { title: "Sesja wygasła", text: "Zaloguj się, aby kontynuować." },
    "provider-failed": {
      title: "Dostawca nie dokończył logowania",
      text: "Nie udało się z nim połączyć albo trwało to zbyt długo. Spróbuj ponownie.",
    },
    "provider-refused": {
      title: "Brak uprawnień do logowania",
      text: "Dostawca zna to konto, ale nie ma go wśród uprawnionych. Zapytaj osobę, która prowadzi Posthorn.",
    },
    "signed-out": { title: "Wylogowano", text: "" },
    "signed-out-everywhere": { title: "Wylogowano wszędzie", text: "" },
  },
  setup: {
    title: "Nie ma jeszcze użytkownika",
    link: "Otwórz link, który serwer wypisał przy uruchomieniu. Wygląda on tak:",
    command: "Albo utwórz pierwszego użytkownika na serwerze:",
  },
};
