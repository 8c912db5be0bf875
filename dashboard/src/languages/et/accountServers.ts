import type { texts } from "../../pages/account-servers/texts.ts";

export const accountServers: typeof texts = {
  imap: "Lugemine: IMAP",
  imapOn: "Loe selle konto kirju",
  smtp: "Saatmine: SMTP",
  smtpOn: "Saada kirju selle konto kaudu",
  off: "Välja lülitatud.",
  host: "Server",
  port: "Port",
  security: "Kaitse",
  securities: {
    tls: "TLS algusest peale",
    starttls: "STARTTLS, nõutud",
    plain: "STARTTLS, kui pakutakse, muidu ilma",
  },
  plainHint: "Parool võib liikuda krüptimata. Ainult usaldatud võrgus.",
  ignoresCertificate: "Aktsepteeri sertifikaat, mida ei saa kontrollida",
  ignoresCertificateHint: "Ainult oma serveri jaoks: enam ei saa öelda, kas see on õige.",
  user: "Kasutajanimi",
  password: "Parool",
  kept: "On määratud; säilitamiseks jätke tühjaks",
  sameLogin: "Sama kasutajanimi ja parool mis IMAP-il",
  needs: "See on vajalik",
  needsOne: "Lülitage sisse lugemine, saatmine või mõlemad.",
  check: "Kontrolli ühendust",
};
