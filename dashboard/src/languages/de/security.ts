import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/security/texts.ts";

export const security: typeof texts = {
  title: "Ihre Sicherheit",
  description: "Womit Sie sich anmelden und wo Sie angemeldet sind.",
  password: {
    title: "Passwort",
    has: (name: string) => `Sie melden sich als ${name} mit einem Passwort an.`,
    none: "Sie haben kein Passwort: Ein Anbieter bestätigt, wer Sie sind. Ein Inhaber kann Ihnen einen Link erstellen, mit dem Sie eines wählen.",
    ofProvider:
      "Sie haben sich über den Anbieter Ihrer Organisation angemeldet. Was er verlangt, etwa einen zweiten Faktor, wird dort eingerichtet.",
    change: "Ändern",
  },
  needed: {
    title: "Ein zweiter Faktor ist nötig",
    text: "Wer diese Installation betreibt, verlangt mehr als ein Passwort. Schalten Sie Einmalcodes aus einer App auf Ihrem Telefon ein; danach öffnet sich alles.",
    passkey: "Oder fügen Sie einen Passkey Ihres Geräts hinzu, melden Sie sich ab und mit ihm wieder an.",
  },
  totp: {
    title: "Einmalcodes",
    on: "Nach dem Passwort wird ein Code aus einer App auf Ihrem Telefon verlangt. Seit:",
    off: "Nach dem Passwort wird nichts weiter verlangt. Mit Codes aus einer App auf Ihrem Telefon nützt ein gestohlenes Passwort niemandem.",
    enable: "Einschalten",
    disable: "Ausschalten",
    enableTitle: "Einmalcodes einschalten",
    confirmPassword: "Zuerst Ihr Passwort, damit niemand anderes sie einschaltet.",
    scan: "Scannen Sie diesen Code mit einer Authenticator-App oder geben Sie dort das Geheimnis ein. Tragen Sie dann den Code ein, den sie anzeigt.",
    qr: "QR-Code für eine Authenticator-App",
    secret: "Geheimnis",
    code: "Code",
    needsCode: "Sechs Ziffern",
    confirm: "Einschalten",
    next: "Weiter",
    enabled: "Einmalcodes sind eingeschaltet. An allen anderen Orten sind Sie abgemeldet.",
    disableTitle: "Einmalcodes ausschalten?",
    disableText: "Von da an genügt Ihr Passwort für das Dashboard, und die Wiederherstellungscodes sind ungültig.",
    disabled: "Einmalcodes sind ausgeschaltet.",
  },
  recovery: {
    title: "Wiederherstellungscodes",
    left: (count: number) =>
      count === 0
        ? "Es sind keine mehr übrig. Erstellen Sie neue, damit Sie sich ohne Ihr Telefon anmelden können."
        : `Noch ${formatNumber(count)} ${plural(count, { one: "Code ist", other: "Codes sind" })} übrig. Jeder öffnet das Dashboard einmal, anstelle eines Einmalcodes.`,
    renew: "Neue erstellen",
    renewTitle: "Neue Wiederherstellungscodes erstellen?",
    renewText: "Die alten sind dann ungültig.",
    shownTitle: "Ihre Wiederherstellungscodes",
    shown:
      "Bewahren Sie sie dort auf, wo Sie sie ohne Ihr Telefon finden. Jeder gilt einmal. Sie werden nur jetzt angezeigt.",
    list: "Wiederherstellungscodes",
    copy: "Alle kopieren",
    save: "Als Datei speichern",
    file: "posthorn-wiederherstellungscodes.txt",
    done: "Ich habe sie aufbewahrt",
  },
  passkeys: {
    title: "Passkeys",
    text: "Ein Passkey liegt auf einem Ihrer Geräte. Er meldet Sie ohne Namen, Passwort und Code an.",
    add: "Passkey hinzufügen",
    unsupported: "Dieser Browser kennt keine Passkeys, oder die Seite wurde nicht über HTTPS geöffnet.",
    none: "Es gibt noch keinen.",
    columns: { name: "Passkey", created: "Hinzugefügt", lastUsed: "Zuletzt benutzt" },
    never: "nie",
    addTitle: "Passkey hinzufügen",
    addText: "Nach Ihrem Passwort bittet Ihr Gerät Sie um Bestätigung.",
    name: "Name",
    nameHint: "Um welches Gerät es geht",
    usualName: "Mein Gerät",
    needsName: "Geben Sie ihm einen Namen",
    added: "Der Passkey ist hinzugefügt.",
    notMade: "Es wurde kein Passkey erstellt",
    notMadeText: "Das Gerät wurde gefragt und hat keinen erstellt. Sie können es noch einmal versuchen.",
    delete: "Löschen",
    deleteTitle: (name: string) => `Passkey „${name}“ löschen?`,
    deleteText:
      "Er öffnet dann nichts mehr. Löschen Sie ihn auch auf dem Gerät. Das lässt sich nicht rückgängig machen.",
    deleted: "Der Passkey ist gelöscht.",
  },
  sessions: {
    title: "Sitzungen",
    text: (count: number) =>
      `Sie sind an ${formatNumber(count)} ${plural(count, { one: "Ort", other: "Orten" })} angemeldet.`,
    show: "Anzeigen",
    everywhere: "Überall abmelden",
  },
  currentPassword: "Bisheriges Passwort",
  needsPassword: "Geben Sie Ihr Passwort ein",
};
