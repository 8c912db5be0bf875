import type { texts } from "../../pages/add-account/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const addAccount: typeof texts = {
  title: "Konto hinzufügen",
  back: "Konten",
  description: "Verbinden Sie ein Postfach auf dem Weg, der zu seinem Inhaber passt.",
  ways: {
    label: "Auf welchem Weg",
    manual: "Selbst eingeben",
    link: "Link senden",
    application: "OAuth2-Anwendung",
    file: "Aus einer Datei",
  },
  who: "Wer",
  name: "Vollständiger Name",
  email: "E-Mail-Adresse",
  account: "Konto-ID",
  accountHint: "So nennen Programme das Konto. Leer: wird vergeben. Ein Konto, das diese ID schon hat, wird geändert",
  accountPlaceholder: "Wird vergeben, wenn leer",
  find: "Server finden",
  found: {
    title: "Die Server wurden gefunden",
    mx: "Anhand des Ziels für E-Mails der Domain, eines bekannten Anbieters.",
    autoconfig: "Die Domain nennt sie selbst.",
    "well-known": "Die Domain nennt sie selbst.",
    srv: "Das DNS der Domain nennt sie.",
    mozilla: "Aus der Sammlung von Mozilla.",
    autodiscover: "Der Exchange-Server der Domain nennt sie.",
    unknownTitle: "Für diese Adresse wurden keine Server gefunden",
    unknown:
      "Der Anbieter teilt Programmen nichts mit. Sehen Sie in seinen Hilfeseiten nach und tragen Sie die Server unten ein.",
    partTitle: "Einer der Server wurde gefunden",
    part: "Tragen Sie den anderen unten ein oder schalten Sie ihn aus.",
    appPassword: (provider: string) => `${provider} verlangt ein eigenes Passwort für Mailprogramme`,
    noPassword: (provider: string) => `${provider} nimmt keine Passwörter an`,
  },
  add: "Konto hinzufügen",
  added: "Das Konto ist hinzugefügt.",
  changed: "Das Konto ist geändert.",
  link: {
    title: "Ein Link zu einem Formular",
    text: "Wer den Link öffnet, verbindet das eigene Postfach: über den Anbieter oder mit dem Passwort, das Sie nie sehen. Er gilt einmal, innerhalb von 24 Stunden.",
    nameHint: "Ist schon ausgefüllt, lässt sich aber ändern",
    emailHint: "Ist schon ausgefüllt",
    pinned: "Nur diese Adresse annehmen",
    pinnedHint: "Wer sich mit einer anderen anmeldet, erfährt das, und nichts wird gespeichert",
    delegated: "Ein freigegebenes Postfach: Jemand anderes meldet sich an",
    delegatedHint: "Bei Microsoft 365; die Adresse ist die des freigegebenen Postfachs",
    redirectUrl: "Wohin es danach geht",
    redirectUrlHint:
      "Eine Ihrer Seiten, ergänzt um „account“ und „state“. Voreingestellt ist die Liste der Konten hier",
    make: "Link erstellen",
    made: "Der Link ist erstellt",
    madeText: "Geben Sie ihn weiter oder öffnen Sie ihn hier. Er gilt einmal, innerhalb von 24 Stunden.",
    url: "Link zum Formular",
    copy: "Link kopieren",
    open: "Hier öffnen",
    another: "Weiteren Link erstellen",
    missingServiceUrl: "Noch ist nicht bekannt, wo Posthorn erreichbar ist",
    missingServiceUrlText:
      "Ein solcher Link muss diesen Server nennen. Tragen Sie in den Einstellungen die Adresse dieses Dienstes ein (serviceUrl) und erstellen Sie dann den Link.",
  },
  application: {
    choose: "OAuth2-Anwendung",
    placeholder: "Bitte wählen",
    none: "Keine OAuth2-Anwendung ist bereit",
    noneText:
      "Google und Microsoft lassen Programme über eine Anwendung zu, die Sie dort einmal registrieren. Fügen Sie sie hier hinzu und schalten Sie sie ein.",
    toApplications: "OAuth2-Anwendungen",
    consent:
      "Der Inhaber des Postfachs stimmt auf der Seite des Anbieters zu. Erstellen Sie einen Link und geben Sie ihn weiter oder öffnen Sie ihn hier.",
    service:
      "Der Administrator hat diese Anwendung für alle Postfächer zugelassen: Nennen Sie eines, und es wird sofort hinzugefügt.",
    user: "Meldet sich an als",
    userHint: "Nur wenn es nicht die Adresse selbst ist (bei Microsoft der Benutzerprinzipalname)",
  },
  file: {
    title: "Konten aus einer CSV-Datei",
    text: "Die erste Zeile nennt die Spalten, in beliebiger Reihenfolge; nötig sind nur „email“ und „password“:",
    columnsLabel: "Spalten",
    hint: "Wo kein IMAP-Server genannt ist, werden beide Server über die Adresse gefunden. Ein Konto, dessen Kennung es schon gibt, wird geändert. Die Datei wird in diesem Browser gelesen und nicht aufbewahrt.",
    choose: "CSV-Datei auswählen",
    example: "Beispiel speichern",
    tooLarge: "Die Datei ist größer als 5 MB. Teilen Sie sie auf.",
    found: (count: number) =>
      plural(count, {
        one: `${formatNumber(count)} Konto in der Datei`,
        other: `${formatNumber(count)} Konten in der Datei`,
      }),
    unknown: (names: string) => `Mit diesen Spalten ist nichts anzufangen, sie werden übergangen: ${names}`,
    faulty: (count: number) =>
      plural(count, {
        one: `${formatNumber(count)} Konto kann nicht hinzugefügt werden. Berichtigen Sie es in der Datei oder lassen Sie es weg.`,
        other: `${formatNumber(count)} Konten können nicht hinzugefügt werden. Berichtigen Sie sie in der Datei oder lassen Sie sie weg.`,
      }),
    more: (count: number) => `und ${formatNumber(count)} weitere`,
    add: (count: number) =>
      plural(count, {
        one: `${formatNumber(count)} Konto hinzufügen`,
        other: `${formatNumber(count)} Konten hinzufügen`,
      }),
    adding: "Konten werden hinzugefügt",
    added: (count: number) =>
      plural(count, {
        one: `${formatNumber(count)} Konto hinzugefügt.`,
        other: `${formatNumber(count)} Konten hinzugefügt.`,
      }),
    columns: { line: "Zeile", account: "Konto", servers: "Server", state: "Zustand" },
    lookedUp: "über die Adresse gefunden",
    ready: "Bereit",
    row: (line: number, email: string) => `Zeile ${line}: ${email}`,
    noServers: "Für diese Adresse wurden keine Server gefunden; nennen Sie sie in der Datei",
    needsEmail: "Braucht eine E-Mail-Adresse",
    needsPassword: "Braucht ein Passwort",
    needsPort: "Hat einen Port, der keiner ist",
    twice: (account: string) => `„${account}“ steht zweimal in der Datei`,
  },
};
