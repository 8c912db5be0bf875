import type { texts } from "../../pages/add-account/texts.ts";
import { formatNumber, plural } from "../format.ts";

export const addAccount: typeof texts = {
  title: "Account toevoegen",
  back: "Accounts",
  description: "Verbind een postvak op de manier die bij de eigenaar past.",
  ways: {
    label: "Op welke manier",
    manual: "Zelf invullen",
    link: "Link sturen",
    application: "OAuth2-toepassing",
    file: "Uit een bestand",
  },
  who: "Wie",
  name: "Volledige naam",
  email: "E-mailadres",
  account: "Account-ID",
  accountHint:
    "Zo noemen programma’s het account. Leeg: er wordt een bedacht. Een account dat deze ID al heeft, wordt gewijzigd",
  accountPlaceholder: "Wordt bedacht als dit leeg is",
  find: "Servers zoeken",
  found: {
    title: "De servers zijn gevonden",
    mx: "Aan de hand van waar e-mail voor het domein heen gaat: een provider die wij kennen.",
    autoconfig: "Het domein noemt ze zelf.",
    "well-known": "Het domein noemt ze zelf.",
    srv: "De DNS van het domein noemt ze.",
    mozilla: "Uit de verzameling van Mozilla.",
    autodiscover: "De Exchange-server van het domein noemt ze.",
    unknownTitle: "Voor dit adres zijn geen servers gevonden",
    unknown: "De provider vertelt programma’s niets. Kijk op de hulppagina’s en vul de servers hieronder in.",
    partTitle: "Een van de servers is gevonden",
    part: "Vul de andere hieronder in, of schakel die uit.",
    appPassword: (provider: string) => `${provider} wil een apart wachtwoord voor mailprogramma’s`,
    noPassword: (provider: string) => `${provider} accepteert geen wachtwoorden`,
  },
  add: "Account toevoegen",
  added: "Het account is toegevoegd.",
  changed: "Het account is gewijzigd.",
  link: {
    title: "Een link naar een formulier",
    text: "Wie de link opent, verbindt het eigen postvak: via de provider, of met het wachtwoord, dat u nooit te zien krijgt. De link werkt één keer, binnen 24 uur.",
    nameHint: "Is alvast ingevuld; kan worden gewijzigd",
    emailHint: "Is alvast ingevuld",
    pinned: "Alleen dit adres accepteren",
    pinnedHint: "Wie zich met een ander aanmeldt, krijgt dat te horen, en er wordt niets opgeslagen",
    delegated: "Een gedeeld postvak: iemand anders meldt zich aan",
    delegatedHint: "Van Microsoft 365; het adres is dat van het gedeelde postvak",
    redirectUrl: "Waar men daarna heen gaat",
    redirectUrlHint:
      "Een pagina van u, aangevuld met ‘account’ en ‘state’. Standaard is het de lijst met accounts hier",
    make: "Link maken",
    made: "De link is gemaakt",
    madeText: "Geef de link door, of open hem hier. Hij werkt één keer, binnen 24 uur.",
    url: "Link naar het formulier",
    copy: "Link kopiëren",
    open: "Hier openen",
    another: "Nog een link maken",
    missingServiceUrl: "Het is nog niet bekend waar Posthorn bereikbaar is",
    missingServiceUrlText:
      "Zo’n link moet deze server noemen. Vul in de instellingen het adres van deze dienst in (serviceUrl) en maak dan de link.",
  },
  application: {
    choose: "OAuth2-toepassing",
    placeholder: "Kies er een",
    none: "Er is geen OAuth2-toepassing gereed",
    noneText:
      "Google en Microsoft laten programma’s toe via een toepassing die u er één keer registreert. Voeg ze hier toe en schakel ze in.",
    toApplications: "OAuth2-toepassingen",
    consent:
      "De eigenaar van het postvak geeft toestemming op de pagina van de provider. Maak een link en geef die door, of open hem hier.",
    service:
      "De beheerder heeft deze toepassing tot alle postvakken toegelaten: noem er een, en het wordt meteen toegevoegd.",
    user: "Meldt zich aan als",
    userHint: "Alleen als het niet het adres zelf is (bij Microsoft de user principal name)",
  },
  file: {
    title: "Accounts uit een CSV-bestand",
    text: "De eerste regel noemt de kolommen, in willekeurige volgorde; alleen ‘email’ en ‘password’ zijn nodig:",
    columnsLabel: "Kolommen",
    hint: "Waar geen IMAP-server is genoemd, worden beide servers via het adres gevonden. Een account waarvan de id al bestaat, wordt gewijzigd. Het bestand wordt in deze browser gelezen en niet bewaard.",
    choose: "CSV-bestand kiezen",
    example: "Voorbeeld opslaan",
    tooLarge: "Het bestand is groter dan 5 MB. Verdeel het.",
    found: (count: number) =>
      plural(count, {
        one: `${formatNumber(count)} account in het bestand`,
        other: `${formatNumber(count)} accounts in het bestand`,
      }),
    unknown: (names: string) => `Deze kolommen zijn onbekend en worden overgeslagen: ${names}`,
    faulty: (count: number) =>
      plural(count, {
        one: `${formatNumber(count)} account kan niet worden toegevoegd. Verbeter het in het bestand of laat het weg.`,
        other: `${formatNumber(count)} accounts kunnen niet worden toegevoegd. Verbeter ze in het bestand of laat ze weg.`,
      }),
    more: (count: number) => `en nog ${formatNumber(count)}`,
    add: (count: number) =>
      plural(count, {
        one: `${formatNumber(count)} account toevoegen`,
        other: `${formatNumber(count)} accounts toevoegen`,
      }),
    adding: "Accounts toevoegen",
    added: (count: number) =>
      plural(count, {
        one: `${formatNumber(count)} account toegevoegd.`,
        other: `${formatNumber(count)} accounts toegevoegd.`,
      }),
    columns: { line: "Regel", account: "Account", servers: "Servers", state: "Status" },
    lookedUp: "via het adres gevonden",
    ready: "Klaar",
    row: (line: number, email: string) => `Regel ${line}: ${email}`,
    noServers: "Voor dit adres zijn geen servers gevonden; noem ze in het bestand",
    needsEmail: "Heeft een e-mailadres nodig",
    needsPassword: "Heeft een wachtwoord nodig",
    needsPort: "Heeft een poort die niet bestaat",
    twice: (account: string) => `‘${account}’ staat twee keer in het bestand`,
  },
};
