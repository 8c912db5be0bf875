import type { texts } from "../../pages/account-check/texts.ts";

export const accountCheck: typeof texts = {
  result: "Co mówią serwery",
  imap: "IMAP",
  smtp: "SMTP",
  works: "działa",
  fails: "nie działa",
  stepsOf: (server: string) => `Kroki dla ${server}`,
  steps: {
    dns: "Znalezienie serwera (DNS)",
    connection: "Połączenie (TCP)",
    protection: "Szyfrowanie (TLS)",
    login: "Logowanie",
  },
  statuses: { ok: "udało się", failed: "nie udało się", skipped: "nie próbowano", unknown: "nie wiadomo" },
  said: "Odpowiedź:",
  causes: {
    noSuchHost: "Nie ma serwera o tej nazwie.",
    refused: "Maszyna istnieje, ale nic nie nasłuchuje na tym porcie.",
    silent: "Serwer nie odpowiedział na czas.",
    unreachable: "Stąd nie ma drogi do tego serwera.",
    closed: "Serwer od razu zamknął połączenie.",
    proxy: "Proxy w drodze do serwera odmówiło lub zawiodło.",
    noTlsHere: "Ten port nie zaczyna od TLS.",
    noStartTls: "Serwer nie oferuje szyfrowania (STARTTLS) na tym porcie.",
    certificate: "Nie można zweryfikować certyfikatu serwera.",
    wrongName: "Certyfikat serwera jest wystawiony na inną nazwę.",
    expired: "Certyfikat serwera wygasł.",
    tls: "Nie udało się nawiązać szyfrowanego połączenia.",
    otherProtocol: "Coś tam odpowiada, ale nie jest to serwer poczty tego rodzaju.",
    login: "Serwer odrzuca tę nazwę użytkownika lub hasło.",
    loginMissing: "Serwer wymaga logowania, a nie podano danych.",
    unknown: "Serwer odmówił, własnymi słowami.",
  },
  fixes: {
    noSuchHost: "Sprawdź pisownię nazwy serwera. Większość dostawców podaje serwery na stronach pomocy.",
    refused:
      "Sprawdź port: 993 lub 143 dla IMAP, 465 lub 587 dla SMTP. Jeśli jest poprawny, serwer może być chwilowo wyłączony.",
    silent: "Przeszkadza może zapora albo port jest błędny. Niektóre sieci blokują porty 25, 465 i 587.",
    unreachable: "Sprawdź sieć i zaporę tej maszyny oraz to, czy adresy nie są tu ograniczone.",
    closed: "Port może oczekiwać TLS od początku albo serwer ogranicza częstość połączeń.",
    proxy: "Sprawdź adres i dane logowania proxy, dla tego konta lub w ustawieniach.",
    noTlsHere: "Wybierz STARTTLS albo port dla TLS: 993 dla IMAP, 465 dla SMTP.",
    noStartTls:
      "Wybierz TLS i jego port. Tylko w zaufanej sieci wybierz „STARTTLS, jeśli jest dostępny; inaczej brak”.",
    certificate:
      "Poproś operatora serwera o zainstalowanie ważnego certyfikatu. Jeśli to własny serwer z własnym certyfikatem, można ustawić to konto tak, aby go akceptowało.",
    wrongName: "Wpisz nazwę, na którą wystawiono certyfikat. Dostawcy często podają inną niż własna domena.",
    expired: "Poproś operatora serwera o jego odnowienie.",
    tls: "Wybierz inny rodzaj zabezpieczenia albo zapytaj operatora serwera, jakie wersje TLS obsługuje.",
    otherProtocol: "Sprawdź port: IMAP i SMTP mają osobne porty.",
    login:
      "Wpisz hasło ponownie i sprawdź, czy nazwą użytkownika nie jest cały adres. Przy logowaniu dwuskładnikowym potrzebne jest hasło utworzone dla programów pocztowych.",
    loginMissing: "Podaj nazwę użytkownika i hasło do tego serwera.",
    unknown: "Odpowiedź serwera często mówi więcej; jego strony pomocy mogą znać te słowa.",
  },
  providers: {
    google:
      "Google przyjmuje tylko hasło utworzone dla programów pocztowych: włącz weryfikację dwuetapową, a potem utwórz je na myaccount.google.com/apppasswords. Można też dodać konto przez aplikację OAuth2.",
    microsoft: "Microsoft nie przyjmuje już haseł do poczty. Dodaj konto przez aplikację OAuth2.",
    yahoo: "Yahoo i AOL przyjmują tylko hasło aplikacji. Utwórz je na stronie zabezpieczeń konta.",
    icloud:
      "iCloud przyjmuje tylko hasło dla aplikacji. Utwórz je na account.apple.com, w sekcji Logowanie się i bezpieczeństwo.",
    yandex: "Yandex przyjmuje tylko hasło aplikacji, a IMAP trzeba włączyć w ustawieniach skrzynki.",
    mailru: "Mail.ru przyjmuje tylko hasło dla programów zewnętrznych. Utwórz je w ustawieniach zabezpieczeń konta.",
    fastmail: "Fastmail przyjmuje tylko hasło aplikacji. Utwórz je w Settings, Privacy & Security.",
    zoho: "W Zoho Mail włącz dostęp przez IMAP. Przy logowaniu dwuskładnikowym utwórz hasło aplikacji.",
    gmx: "Włącz POP3 i IMAP w ustawieniach skrzynki; początkowo są wyłączone.",
    telekom: "T-Online przyjmuje tylko hasło dla programów pocztowych. Ustaw je w ustawieniach E-Mail Center.",
  },
};
