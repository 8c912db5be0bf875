import type { texts } from "../../pages/account-servers/texts.ts";

export const accountServers: typeof texts = {
  imap: "Lezen: IMAP",
  imapOn: "E-mail van dit account lezen",
  smtp: "Verzenden: SMTP",
  smtpOn: "E-mail via dit account verzenden",
  off: "Uitgeschakeld.",
  host: "Server",
  port: "Poort",
  security: "Beveiliging",
  securities: {
    tls: "TLS vanaf het begin",
    starttls: "STARTTLS, verplicht",
    plain: "STARTTLS indien aangeboden, anders geen",
  },
  plainHint: "Het wachtwoord kan onversleuteld worden verstuurd. Alleen binnen een netwerk dat u vertrouwt.",
  ignoresCertificate: "Een certificaat accepteren dat niet te controleren is",
  ignoresCertificateHint: "Alleen voor een eigen server: niemand kan dan nog vaststellen of het de juiste is.",
  user: "Gebruikersnaam",
  password: "Wachtwoord",
  kept: "Is ingesteld; laat leeg om het te behouden",
  sameLogin: "Dezelfde gebruikersnaam en hetzelfde wachtwoord als voor IMAP",
  needs: "Dit is verplicht",
  needsOne: "Schakel lezen, verzenden of beide in.",
  check: "Verbinding controleren",
};
