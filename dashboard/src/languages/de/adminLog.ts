import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/admin-log/texts.ts";

export const adminLog: typeof texts = {
  title: "Verwaltungsprotokoll",
  description:
    "Was angemeldete Personen getan oder versucht haben, das Neueste zuerst. Was Programme tun, steht in den Protokollen ihrer Token.",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "Eintrag", other: "Einträge" })}`,
  empty: "Noch hat niemand etwas getan.",
  columns: { time: "Zeitpunkt", user: "Wer", call: "Was", target: "Betrifft", outcome: "Ergebnis", address: "Von" },
  unknown: "unbekannt",
  none: "–",
  command: "Befehlszeile",
  user: "Benutzer",
  action: "Art",
  everyAction: "Alle Arten",
  actions: { read: "Angesehen", write: "Geändert", send: "Gesendet", destructive: "Gelöscht" },
  outcome: "Ergebnis",
  everyOutcome: "Alle Ergebnisse",
  outcomes: { succeeded: "Erfolgreich", failed: "Fehlgeschlagen" },
  from: "Seit",
  to: "Bis",
  how: {
    password: "mit Passwort",
    totp: "mit Einmalcode",
    "recovery-code": "mit Wiederherstellungscode",
    passkey: "mit Passkey",
    oidc: "über OpenID Connect",
    okta: "über Okta",
  },
  changes: {
    title: "Was geändert wurde",
    show: (count: number) =>
      `${formatNumber(count)} ${plural(count, { one: "Änderung", other: "Änderungen" })} anzeigen`,
    none: "Danach war alles wie vorher.",
    untold: "Vorher und Nachher werden hierzu nicht festgehalten.",
  },
  code: (status: number, code: string) => `${status} ${code}`,
};
