import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/account-log/texts.ts";

const lines = (count: number) => `${formatNumber(count)} ${plural(count, { one: "Zeile", other: "Zeilen" })}`;

export const accountLog: typeof texts = {
  title: "Was das Konto und seine Mailserver einander sagen",
  switch: "Aufzeichnen",
  on: "Ab jetzt wird aufgezeichnet.",
  off: "Es wird nicht mehr aufgezeichnet. Was es gibt, bleibt.",
  all: "Laut den Einstellungen wird für alle Konten aufgezeichnet.",
  hint: "Passwörter, Token und die Inhalte von Nachrichten werden ausgelassen. Adressen und Betreffzeilen nicht, und das Protokoll liegt unverschlüsselt in der Datenbank: Schalten Sie es nur so lange ein, wie Sie es brauchen. Es verschwindet, wenn das Konto neu beginnt.",
  loginHint: "Um die Anmeldung zu sehen, verbinden Sie das Konto währenddessen neu.",
  empty: "Noch ist nichts aufgezeichnet.",
  emptyOff:
    "Es ist nichts aufgezeichnet. Schalten Sie die Aufzeichnung ein, um zu sehen, was das Konto und seine Server sagen.",
  noMatch: "Keine Zeile passt.",
  search: "In den Zeilen suchen",
  speaker: "Wer spricht",
  speakers: { client: "Posthorn", server: "Mailserver", notice: "Hinweise" },
  allSpeakers: "Alle",
  purpose: "Verbindung für",
  purposes: {
    watch: "Überwachung",
    "sub-connection": "Überwachung eines Ordners",
    request: "Aufrufe",
    smtp: "Versand",
    relay: "IMAP-Proxy",
    api: "API des Anbieters",
  },
  allPurposes: "Alle Verbindungen",
  lineCount: "Wie weit zurück",
  lastLines: (count: number) => `Letzte ${lines(count)}`,
  follow: "Mitlaufen",
  download: "Herunterladen",
  shown: (shown: number, total: number) =>
    shown === total ? lines(total) : `${formatNumber(shown)} von ${lines(total)}`,
  list: "Zeilen des Protokolls",
  only: (connection: string) => `Nur Verbindung ${connection}`,
  allConnections: "Wieder alle Verbindungen",
  clear: "Leeren",
  clearTitle: "Protokoll dieses Kontos leeren?",
  clearText:
    "Was aufgezeichnet wurde, wird gelöscht. Ob weiter aufgezeichnet wird, bleibt, wie es ist. Das lässt sich nicht rückgängig machen.",
  cleared: "Das Protokoll ist leer.",
};
