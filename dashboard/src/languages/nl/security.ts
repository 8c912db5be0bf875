import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/security/texts.ts";

export const security: typeof texts = {
  title: "Uw beveiliging",
  description: "Waarmee u zich aanmeldt, en waar u bent aangemeld.",
  password: {
    title: "Wachtwoord",
    has: (name: string) => `U meldt zich aan als ${name}, met een wachtwoord.`,
    none: "U hebt geen wachtwoord: een provider bevestigt wie u bent. Een eigenaar kan een link voor u maken waarmee u er een kiest.",
    ofProvider:
      "U hebt zich aangemeld via de provider van uw organisatie. Wat die vraagt, zoals een tweede factor, wordt daar ingesteld.",
    change: "Wijzigen",
  },
  needed: {
    title: "Een tweede factor is nodig",
    text: "Wie deze installatie beheert, vraagt meer dan een wachtwoord. Zet eenmalige codes van een app op uw telefoon aan; daarna gaat alles open.",
    passkey: "Of voeg een passkey van uw apparaat toe, meld u af en meld u daarmee weer aan.",
  },
  totp: {
    title: "Eenmalige codes",
    on: "Na het wachtwoord wordt een code gevraagd, uit een app op uw telefoon. Sinds:",
    off: "Na het wachtwoord wordt niets meer gevraagd. Met codes uit een app op uw telefoon heeft niemand iets aan een gestolen wachtwoord.",
    enable: "Inschakelen",
    disable: "Uitschakelen",
    enableTitle: "Eenmalige codes inschakelen",
    confirmPassword: "Eerst uw wachtwoord, zodat niemand anders ze inschakelt.",
    scan: "Scan dit met een authenticator-app, of typ het geheim erin. Vul dan de code in die de app toont.",
    qr: "QR-code voor een authenticator-app",
    secret: "Geheim",
    code: "Code",
    needsCode: "Zes cijfers",
    confirm: "Inschakelen",
    next: "Volgende",
    enabled: "Eenmalige codes zijn ingeschakeld. Overal elders bent u afgemeld.",
    disableTitle: "Eenmalige codes uitschakelen?",
    disableText: "Vanaf dan is uw wachtwoord alleen genoeg voor het dashboard, en zijn de herstelcodes ongeldig.",
    disabled: "Eenmalige codes zijn uitgeschakeld.",
  },
  recovery: {
    title: "Herstelcodes",
    left: (count: number) =>
      count === 0
        ? "Er zijn er geen meer. Maak nieuwe, zodat u zich zonder uw telefoon kunt aanmelden."
        : `Nog ${formatNumber(count)} ${plural(count, { one: "code", other: "codes" })} over. Elke code opent het dashboard één keer, in plaats van een eenmalige code.`,
    renew: "Nieuwe maken",
    renewTitle: "Nieuwe herstelcodes maken?",
    renewText: "De oude zijn dan ongeldig.",
    shownTitle: "Uw herstelcodes",
    shown: "Bewaar ze waar u ze zonder uw telefoon kunt vinden. Elke code werkt één keer. Ze worden alleen nu getoond.",
    list: "Herstelcodes",
    copy: "Alles kopiëren",
    save: "Opslaan als bestand",
    file: "posthorn-herstelcodes.txt",
    done: "Ik heb ze bewaard",
  },
  passkeys: {
    title: "Passkeys",
    text: "Een passkey staat op een apparaat van u. Daarmee meldt u zich aan zonder naam, wachtwoord en code.",
    add: "Passkey toevoegen",
    unsupported: "Deze browser kent geen passkeys, of de pagina is niet via HTTPS geopend.",
    none: "Er is er nog geen.",
    columns: { name: "Passkey", created: "Toegevoegd", lastUsed: "Laatst gebruikt" },
    never: "nooit",
    addTitle: "Passkey toevoegen",
    addText: "Na uw wachtwoord vraagt uw apparaat om bevestiging.",
    name: "Naam",
    nameHint: "Welk apparaat het is",
    usualName: "Mijn apparaat",
    needsName: "Geef de passkey een naam",
    added: "De passkey is toegevoegd.",
    notMade: "Er is geen passkey gemaakt",
    notMadeText: "Het apparaat is gevraagd en heeft er geen gemaakt. U kunt het opnieuw proberen.",
    delete: "Verwijderen",
    deleteTitle: (name: string) => `Passkey ‘${name}’ verwijderen?`,
    deleteText:
      "Ze geeft dan nergens meer toegang toe. Verwijder ze ook van het apparaat. Dit kan niet ongedaan worden gemaakt.",
    deleted: "De passkey is verwijderd.",
  },
  sessions: {
    title: "Sessies",
    text: (count: number) =>
      `U bent op ${formatNumber(count)} ${plural(count, { one: "plek", other: "plekken" })} aangemeld.`,
    show: "Tonen",
    everywhere: "Overal afmelden",
  },
  currentPassword: "Huidig wachtwoord",
  needsPassword: "Vul uw wachtwoord in",
};
