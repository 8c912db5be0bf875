import type { texts } from "../../pages/account-servers/texts.ts";

export const accountServers: typeof texts = {
  imap: "Lesen: IMAP",
  imapOn: "E-Mails dieses Kontos lesen",
  smtp: "Senden: SMTP",
  smtpOn: "E-Mails über dieses Konto senden",
  off: "Ausgeschaltet.",
  host: "Server",
  port: "Port",
  security: "Verschlüsselung",
  securities: {
    tls: "TLS von Anfang an",
    starttls: "STARTTLS, zwingend",
    plain: "STARTTLS, falls angeboten, sonst keine",
  },
  plainHint: "Das Passwort wird womöglich im Klartext übertragen. Nur in einem Netz, dem Sie vertrauen.",
  ignoresCertificate: "Nicht überprüfbares Zertifikat annehmen",
  ignoresCertificateHint:
    "Nur für einen eigenen Server: Ob es der richtige ist, lässt sich dann nicht mehr feststellen.",
  user: "Benutzername",
  password: "Passwort",
  kept: "Ist gesetzt; leer lassen, um es zu behalten",
  sameLogin: "Benutzername und Passwort wie bei IMAP",
  needs: "Diese Angabe fehlt",
  needsOne: "Schalten Sie Lesen, Senden oder beides ein.",
  check: "Verbindung prüfen",
  authServer: "Anmeldung beim Authentifizierungsserver erfragen",
  authServerHint: "Anstelle dessen, was hier gespeichert ist. Seine Adresse ist eine Einstellung (authServer)",
  noAuthServer: "Die Einstellungen nennen noch keinen Authentifizierungsserver, deshalb gilt, was gespeichert ist.",
  minVersion: "Älteste TLS-Version",
  usualVersion: "Wie üblich: TLS 1.2",
  oldVersionHint: "Nur für einen Server, der nichts Neueres kennt: Diese Versionen sind unsicher.",
};
