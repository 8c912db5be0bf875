import type { texts } from "../../pages/account-check/texts.ts";

export const accountCheck: typeof texts = {
  result: "Wat de servers zeggen",
  imap: "IMAP",
  smtp: "SMTP",
  works: "werkt",
  fails: "werkt niet",
  stepsOf: (server: string) => `Stappen voor ${server}`,
  steps: {
    dns: "Server vinden (DNS)",
    connection: "Bereiken (TCP)",
    protection: "Versleutelen (TLS)",
    login: "Aanmelden",
  },
  statuses: { ok: "gelukt", failed: "mislukt", skipped: "niet geprobeerd", unknown: "niet bekend" },
  said: "Letterlijk gezegd:",
  causes: {
    noSuchHost: "Er is geen server met deze naam.",
    refused: "De machine is er, maar op deze poort luistert niets.",
    silent: "De server antwoordde niet op tijd.",
    unreachable: "Van hieruit is er geen weg naar deze server.",
    closed: "De server sloot de verbinding meteen.",
    proxy: "De proxy tussen ons en de server weigerde of faalde.",
    noTlsHere: "Deze poort begint niet met TLS.",
    noStartTls: "De server biedt op deze poort geen versleuteling (STARTTLS) aan.",
    certificate: "Het certificaat van de server kan niet worden gecontroleerd.",
    wrongName: "Het certificaat van de server is voor een andere naam.",
    expired: "Het certificaat van de server is verlopen.",
    tls: "Er kwam geen versleutelde verbinding tot stand.",
    otherProtocol: "Er antwoordt daar iets, maar het is geen mailserver van dit soort.",
    login: "De server weigert deze gebruikersnaam of dit wachtwoord.",
    loginMissing: "De server wil een aanmelding, en er is er geen opgegeven.",
    unknown: "De server weigerde, in eigen woorden.",
  },
  fixes: {
    noSuchHost: "Controleer de spelling van de servernaam. De meeste providers noemen hun servers op de hulppagina’s.",
    refused:
      "Controleer de poort: 993 of 143 voor IMAP, 465 of 587 voor SMTP. Klopt die, dan is de server misschien even buiten werking.",
    silent:
      "Misschien zit er een firewall in de weg, of is de poort verkeerd. Sommige netwerken blokkeren de poorten 25, 465 en 587.",
    unreachable: "Controleer het netwerk en de firewall van deze machine, en of adressen hier beperkt zijn.",
    closed: "Misschien verwacht de poort TLS vanaf het begin, of beperkt de server hoe vaak men verbinding mag maken.",
    proxy: "Controleer het adres en de aanmelding van de proxy, bij dit account of in de instellingen.",
    noTlsHere: "Kies STARTTLS, of de poort voor TLS: 993 voor IMAP, 465 voor SMTP.",
    noStartTls:
      "Kies TLS en de bijbehorende poort. Kies alleen binnen een netwerk dat u vertrouwt ‘STARTTLS indien aangeboden, anders geen’.",
    certificate:
      "Laat de beheerder van de server een geldig certificaat installeren. Is het uw eigen server met een eigen certificaat, dan kan dit account het accepteren.",
    wrongName: "Vul de naam in waarvoor het certificaat geldt. Providers noemen vaak een andere naam dan de uwe.",
    expired: "Laat de beheerder van de server het vernieuwen.",
    tls: "Kies een andere beveiliging, of vraag de beheerder welke TLS-versies de server spreekt.",
    otherProtocol: "Controleer de poort: IMAP en SMTP hebben elk hun eigen poorten.",
    login:
      "Typ het wachtwoord opnieuw en kijk of de gebruikersnaam het hele adres is. Bij aanmelden in twee stappen hebt u een apart wachtwoord voor mailprogramma’s nodig.",
    loginMissing: "Vul gebruikersnaam en wachtwoord voor deze server in.",
    unknown: "Wat de server zei, vertelt vaak meer; misschien staat het op de hulppagina’s.",
  },
  providers: {
    google:
      "Google accepteert alleen een apart wachtwoord voor mailprogramma’s: schakel verificatie in twee stappen in en maak er dan een op myaccount.google.com/apppasswords. Of voeg het account toe via een OAuth2-toepassing.",
    microsoft:
      "Microsoft accepteert voor e-mail geen wachtwoorden meer. Voeg het account toe via een OAuth2-toepassing.",
    yahoo: "Yahoo en AOL accepteren alleen een app-wachtwoord. Maak er een op de beveiligingspagina van uw account.",
    icloud:
      "iCloud accepteert alleen een app-specifiek wachtwoord. Maak er een op account.apple.com, onder ‘Inloggen en beveiliging’.",
    yandex:
      "Yandex accepteert alleen een app-wachtwoord, en IMAP moet in de instellingen van het postvak zijn ingeschakeld.",
    mailru:
      "Mail.ru accepteert alleen een wachtwoord voor externe programma’s. Maak er een in de beveiligingsinstellingen van het account.",
    fastmail: "Fastmail accepteert alleen een app-wachtwoord. Maak er een onder Settings, Privacy & Security.",
    zoho: "Schakel in Zoho Mail IMAP-toegang in. Bij aanmelden in twee stappen maakt u een toepassingsspecifiek wachtwoord.",
    gmx: "Schakel POP3 en IMAP in de instellingen van het postvak in; ze staan eerst uit.",
    telekom:
      "T-Online accepteert alleen een wachtwoord voor mailprogramma’s. Stel er een in bij de instellingen van het E-Mail Center.",
  },
};
