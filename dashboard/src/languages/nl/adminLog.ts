import { formatNumber, plural } from "../format.ts";
import type { texts } from "../../pages/admin-log/texts.ts";

export const adminLog: typeof texts = {
  title: "Beheerlogboek",
  description:
    "Wat aangemelde personen deden of probeerden te doen, nieuwste eerst. Wat programma’s doen, staat in de logboeken van hun tokens.",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "regel", other: "regels" })}`,
  empty: "Nog niemand heeft iets gedaan.",
  columns: { time: "Tijdstip", user: "Wie", call: "Wat", target: "Betreft", outcome: "Resultaat", address: "Vanaf" },
  unknown: "onbekend",
  none: "–",
  command: "opdrachtregel",
  user: "Gebruiker",
  action: "Soort",
  everyAction: "Alle soorten",
  actions: { read: "Bekeken", write: "Gewijzigd", send: "Verzonden", destructive: "Verwijderd" },
  outcome: "Resultaat",
  everyOutcome: "Alle resultaten",
  outcomes: { succeeded: "Gelukt", failed: "Mislukt" },
  from: "Sinds",
  to: "Tot",
  how: {
    password: "met een wachtwoord",
    totp: "met een eenmalige code",
    "recovery-code": "met een herstelcode",
    passkey: "met een passkey",
    oidc: "via OpenID Connect",
    okta: "via Okta",
  },
  changes: {
    title: "Wat er is gewijzigd",
    show: (count: number) =>
      `${formatNumber(count)} ${plural(count, { one: "wijziging", other: "wijzigingen" })} tonen`,
    none: "Daarna was alles zoals ervoor.",
    untold: "Hiervan worden voor en na niet vastgelegd.",
  },
  code: (status: number, code: string) => `${status} ${code}`,
};
