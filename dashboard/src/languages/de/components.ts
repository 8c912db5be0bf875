import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../components/texts.ts";

export const components: typeof texts = {
  close: "Schließen",
  cancel: "Abbrechen",
  tryAgain: "Erneut versuchen",
  loading: "Wird geladen",
  copied: "Kopiert",
  copyFailed: "Kopieren fehlgeschlagen",
  copyRefused:
    "Der Browser erlaubt dieser Seite das Kopieren nicht. Markieren Sie den Text und kopieren Sie ihn von Hand.",
  command: "Befehl",
  password: {
    differ: "Die beiden Passwörter stimmen nicht überein",
    short: (count: number) => `Mindestens ${formatNumber(count)} Zeichen`,
  },
  copyId: "ID kopieren",
  copyOf: (what: string) => `Kopieren: ${what}`,
  actions: "Aktionen",
  actionsFor: (name: string) => `Aktionen für ${name}`,
  clearSearch: "Suche leeren",
  empty: {
    nothing: "Hier ist noch nichts",
    query: (query: string) => `Nichts passt zu „${query}“`,
    filter: "Nichts passt zu diesem Filter",
    showAll: "Alle anzeigen",
    page: "Auf dieser Seite ist nichts mehr",
    firstPage: "Zur ersten Seite",
  },
  shownOnce: {
    done: "Fertig",
    goBack: "Zurück",
    closeAnyway: "Trotzdem schließen",
  },
  paging: {
    pages: "Seiten",
    page: (page: string) => `Seite ${page}`,
    next: "Nächste Seite",
    previous: "Vorige Seite",
    range: (first: string, last: string, counted: string) => `${first}–${last}, insgesamt ${counted}`,
  },
  changes: {
    field: "Feld",
    before: "Vorher",
    after: "Nachher",
    nothing: "nichts",
    cut: "Zu lang, um es ganz zu behalten",
  },
  versions: {
    title: "Versionen",
    current: "jetzt",
    number: (version: number) => `Version ${formatNumber(version)}`,
    choose: "Wählen Sie eine, um zu sehen, wie sie sich vom jetzigen Stand unterscheidet.",
    compare: (version: number) => `Version ${formatNumber(version)} im Vergleich zu jetzt`,
    same: "Sie stimmt mit dem jetzigen Stand überein.",
    removed: "Nur in dieser Version",
    added: "Nur jetzt",
  },
  window: "Wie weit zurück",
  windows: { hour: "1 Std.", day: "24 Std.", week: "7 Tage", month: "30 Tage" },
  time: { unknown: "unbekannt", now: "gerade eben" },
  states: {
    Initializing: "Wird vorbereitet",
    Connecting: "Verbindet sich",
    Syncing: "Synchronisiert",
    Connected: "Verbunden",
    Disconnected: "Getrennt",
    Paused: "Angehalten",
    "Connection failed": "Verbindung fehlgeschlagen",
    "Not syncing": "Ohne Synchronisierung",
  },
  faults: {
    offline: "Der Server ist nicht erreichbar",
    offlineText: "Vielleicht startet er gerade neu, oder das Netz ist ausgefallen. Es ist nichts verloren gegangen.",
    notLoaded: "Diese Seite konnte nicht geladen werden",
    notLoadedText:
      "Der Server ist nicht erreichbar, oder er wurde inzwischen aktualisiert: Laden Sie dann die Seite in Ihrem Browser neu.",
    late: "Der Server hat nicht rechtzeitig geantwortet",
    lateText: "Vielleicht ist er überlastet.",
    slip: "Auf dieser Seite ist etwas schiefgegangen",
    failed: "Der Server konnte das nicht ausführen",
    tooMany: "Zu viele Aufrufe",
    otherTab: "Sie haben sich in einem anderen Tab neu angemeldet",
    otherTabText: "Diese Seite ist jetzt auf demselben Stand. Bitte versuchen Sie es noch einmal.",
    missing: "Das gibt es nicht",
    forbidden: "Das ist nicht erlaubt",
    refused: "Der Server hat das abgelehnt",
    inSeconds: (count: number) =>
      `Versuchen Sie es in ${formatNumber(count)} ${plural(count, { one: "Sekunde", other: "Sekunden" })} wieder.`,
    inMinutes: (count: number) =>
      `Versuchen Sie es in ${formatNumber(count)} ${plural(count, { one: "Minute", other: "Minuten" })} wieder.`,
    inList: (number: number, rest: string) => `Nummer ${formatNumber(number)} der Liste ${rest}`,
  },
  errors: {
    ETIMEDOUT:
      "Der Server hat nicht rechtzeitig geantwortet. Vielleicht ist eine Firewall im Weg, oder der Port ist falsch.",
    ClosedAfterConnectTLS: "Der Server hat die Verbindung gleich nach dem Aufbau geschlossen.",
    ClosedAfterConnectText:
      "Der Server hat die Verbindung gleich nach dem Aufbau geschlossen. Vielleicht erwartet der Port TLS von Anfang an.",
    ECONNREFUSED:
      "Der Server hat die Verbindung abgelehnt. Vielleicht ist er außer Betrieb oder überlastet, oder Server oder Port sind falsch.",
  },
};
