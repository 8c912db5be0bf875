import type { texts } from "../../pages/account-servers/texts.ts";

export const accountServers: typeof texts = {
  imap: "Odbieranie: IMAP",
  imapOn: "Odczytuj pocztę z tego konta",
  smtp: "Wysyłanie: SMTP",
  smtpOn: "Wysyłaj pocztę przez to konto",
  off: "Wyłączone.",
  host: "Serwer",
  port: "Port",
  security: "Zabezpieczenie",
  securities: {
    tls: "TLS od początku",
    starttls: "STARTTLS, wymagany",
    plain: "STARTTLS, jeśli jest dostępny; inaczej brak",
  },
  plainHint: "Hasło może być przesyłane jawnie. Tylko w zaufanej sieci.",
  ignoresCertificate: "Akceptuj certyfikat, którego nie można zweryfikować",
  ignoresCertificateHint: "Tylko dla własnego serwera: nikt nie może już stwierdzić, czy to ten właściwy.",
  user: "Nazwa użytkownika",
  password: "Hasło",
  kept: "Ustawione; puste pole je zachowuje",
  sameLogin: "Ta sama nazwa użytkownika i hasło co dla IMAP",
  needs: "To pole jest wymagane",
  needsOne: "Włącz odbieranie, wysyłanie albo jedno i drugie.",
  check: "Sprawdź połączenie",
};
