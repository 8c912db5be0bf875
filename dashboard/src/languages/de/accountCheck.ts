import type { texts } from "../../pages/account-check/texts.ts";

export const accountCheck: typeof texts = {
  result: "Was die Server sagen",
  imap: "IMAP",
  smtp: "SMTP",
  works: "funktioniert",
  fails: "funktioniert nicht",
  stepsOf: (server: string) => `Schritte für ${server}`,
  steps: {
    dns: "Server finden (DNS)",
    connection: "Erreichen (TCP)",
    protection: "Verschlüsseln (TLS)",
    login: "Anmelden",
  },
  statuses: { ok: "gelungen", failed: "fehlgeschlagen", skipped: "nicht versucht", unknown: "nicht bekannt" },
  said: "Im Wortlaut:",
  causes: {
    noSuchHost: "Einen Server dieses Namens gibt es nicht.",
    refused: "Der Rechner ist da, aber an diesem Port nimmt nichts Verbindungen an.",
    silent: "Der Server hat nicht rechtzeitig geantwortet.",
    unreachable: "Von hier führt kein Weg zu diesem Server.",
    closed: "Der Server hat die Verbindung sofort geschlossen.",
    proxy: "Der Proxy zwischen uns und dem Server hat abgelehnt oder versagt.",
    noTlsHere: "Dieser Port beginnt nicht mit TLS.",
    noStartTls: "Der Server bietet an diesem Port keine Verschlüsselung (STARTTLS) an.",
    certificate: "Das Zertifikat des Servers lässt sich nicht überprüfen.",
    wrongName: "Das Zertifikat des Servers gilt für einen anderen Namen.",
    expired: "Das Zertifikat des Servers ist abgelaufen.",
    tls: "Es kam keine verschlüsselte Verbindung zustande.",
    otherProtocol: "Dort antwortet etwas, aber kein Mailserver dieser Art.",
    login: "Der Server lehnt diesen Benutzernamen oder dieses Passwort ab.",
    loginMissing: "Der Server verlangt eine Anmeldung, und es wurde keine angegeben.",
    unknown: "Der Server hat abgelehnt, in eigenen Worten.",
  },
  fixes: {
    noSuchHost:
      "Prüfen Sie die Schreibweise des Servernamens. Die meisten Anbieter nennen ihre Server in den Hilfeseiten.",
    refused:
      "Prüfen Sie den Port: 993 oder 143 für IMAP, 465 oder 587 für SMTP. Stimmt er, ist der Server vielleicht gerade nicht in Betrieb.",
    silent:
      "Vielleicht ist eine Firewall im Weg, oder der Port ist falsch. Manche Netze sperren die Ports 25, 465 und 587.",
    unreachable: "Prüfen Sie Netz und Firewall dieses Rechners, und ob Adressen hier eingeschränkt sind.",
    closed:
      "Vielleicht erwartet der Port TLS von Anfang an, oder der Server begrenzt, wie oft man sich verbinden darf.",
    proxy: "Prüfen Sie Adresse und Anmeldung des Proxys, bei diesem Konto oder in den Einstellungen.",
    noTlsHere: "Wählen Sie STARTTLS oder den Port für TLS: 993 für IMAP, 465 für SMTP.",
    noStartTls:
      "Wählen Sie TLS und den Port dafür. Nur in einem Netz, dem Sie vertrauen, wählen Sie „STARTTLS, falls angeboten, sonst keine“.",
    certificate:
      "Lassen Sie den Betreiber des Servers ein gültiges Zertifikat einrichten. Ist es Ihr eigener Server mit eigenem Zertifikat, kann dieses Konto es annehmen.",
    wrongName:
      "Tragen Sie den Namen ein, für den das Zertifikat gilt. Anbieter nennen oft einen anderen Namen als Ihren.",
    expired: "Lassen Sie es vom Betreiber des Servers erneuern.",
    tls: "Wählen Sie eine andere Verschlüsselung oder fragen Sie den Betreiber, welche TLS-Versionen der Server spricht.",
    otherProtocol: "Prüfen Sie den Port: IMAP und SMTP haben jeweils eigene.",
    login:
      "Geben Sie das Passwort noch einmal ein und prüfen Sie, ob der Benutzername die ganze Adresse ist. Bei Anmeldung in zwei Schritten brauchen Sie ein eigenes Passwort für Mailprogramme.",
    loginMissing: "Geben Sie Benutzernamen und Passwort für diesen Server ein.",
    unknown: "Oft sagt der Wortlaut des Servers mehr; vielleicht erklären ihn seine Hilfeseiten.",
  },
  providers: {
    google:
      "Google nimmt nur ein eigenes Passwort für Mailprogramme an: Schalten Sie die Bestätigung in zwei Schritten ein und erstellen Sie dann eines unter myaccount.google.com/apppasswords. Oder fügen Sie das Konto über eine OAuth2-Anwendung hinzu.",
    microsoft:
      "Microsoft nimmt für E-Mail keine Passwörter mehr an. Fügen Sie das Konto über eine OAuth2-Anwendung hinzu.",
    yahoo: "Yahoo und AOL nehmen nur ein App-Passwort an. Erstellen Sie eines auf der Sicherheitsseite Ihres Kontos.",
    icloud:
      "iCloud nimmt nur ein app-spezifisches Passwort an. Erstellen Sie eines auf account.apple.com unter „Anmeldung und Sicherheit“.",
    yandex:
      "Yandex nimmt nur ein App-Passwort an, und IMAP muss in den Einstellungen des Postfachs eingeschaltet sein.",
    mailru:
      "Mail.ru nimmt nur ein Passwort für externe Programme an. Erstellen Sie eines in den Sicherheitseinstellungen des Kontos.",
    fastmail: "Fastmail nimmt nur ein App-Passwort an. Erstellen Sie eines unter Settings, Privacy & Security.",
    zoho: "Schalten Sie in Zoho Mail den IMAP-Zugriff ein. Bei Anmeldung in zwei Schritten erstellen Sie ein anwendungsspezifisches Passwort.",
    gmx: "Schalten Sie POP3 und IMAP in den Einstellungen des Postfachs ein; anfangs sind sie aus.",
    telekom:
      "T-Online nimmt nur ein Passwort für Mailprogramme an. Legen Sie eines in den Einstellungen des E-Mail Centers fest.",
  },
};
