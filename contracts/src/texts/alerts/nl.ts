import type { AlertTexts } from "./en.ts";

export const NL: AlertTexts = {
  titles: {
    firing: "Alarm: {name}",
    reminder: "Nog steeds alarm: {name}",
    recovered: "Weer in orde: {name}",
    test: "Proefalarm: {name}",
  },
  since: "Sinds {since}.",
  goesOn: "Sinds {since}, en om {at} nog steeds.",
  over: "Het begon om {since} en was om {at} voorbij.",
  sample: "Dit is een proef waar iemand om vroeg. Er is niets aan de hand.",
  look: "Kijk hier: {link}",
  open: "Posthorn openen",
  others: "en nog {count}",
  minutes: {
    one: "{count} minuut",
    other: "{count} minuten",
  },
  days: {
    one: "{count} dag",
    other: "{count} dagen",
  },
  accountsDown: {
    one: "{count} account is niet bereikbaar (de regel staat er {allowed} toe).",
    other: "{count} accounts zijn niet bereikbaar (de regel staat er {allowed} toe).",
  },
  accountsDownFor: {
    one: "{count} account is al minstens {minutes} niet bereikbaar (de regel staat er {allowed} toe).",
    other: "{count} accounts zijn al minstens {minutes} niet bereikbaar (de regel staat er {allowed} toe).",
  },
  accountDown: "Het account {account} is niet bereikbaar.",
  accountDownFor: "Het account {account} is al minstens {minutes} niet bereikbaar.",
  accountWell: "Het account {account} is bereikbaar, voor zover bekend.",
  failingSince: "{account}, sinds {since}",
  failingBecause: "{account}, sinds {since}: {why}",
  jobsWait: {
    one: "{count} taak wacht in de wachtrij {queue} ({what}); de regel staat er {allowed} toe.",
    other: "{count} taken wachten in de wachtrij {queue} ({what}); de regel staat er {allowed} toe.",
  },
  jobsWaitFor: {
    one: "{count} taak wacht in de wachtrij {queue} ({what}); de regel staat er {allowed} toe, {minutes} lang.",
    other: "{count} taken wachten in de wachtrij {queue} ({what}); de regel staat er {allowed} toe, {minutes} lang.",
  },
  queues: {
    notify: "webhooks",
    submit: "te verzenden berichten",
  },
  failures: {
    webhooks:
      "{failed} van {total} webhookpogingen zijn binnen {minutes} mislukt: {value} % (de regel staat {percent} % toe en telt vanaf {least}).",
    sends:
      "{failed} van {total} verzendpogingen zijn binnen {minutes} mislukt: {value} % (de regel staat {percent} % toe en telt vanaf {least}).",
    calls:
      "{failed} van {total} API-aanroepen zijn binnen {minutes} met 500 of hoger beantwoord: {value} % (de regel staat {percent} % toe en telt vanaf {least}).",
  },
  nothingEnds: "Binnen {days} verloopt er niets dat niet vanzelf wordt vernieuwd.",
  ends: {
    one: "{count} zaak verloopt binnen {days} of kon niet worden vernieuwd.",
    other: "{count} zaken verlopen binnen {days} of konden niet worden vernieuwd.",
  },
  loginRefused:
    "De provider weigert de OAuth2-aanmelding van het account {account} sinds {since}; geef opnieuw toestemming",
  subscriptionExpired: "Het abonnement van het account {account} bij Microsoft Graph is verlopen",
  subscriptionRefused: "Microsoft Graph neemt geen abonnement aan voor het account {account}",
  watchEnded: "Gmail meldt geen wijzigingen van het account {account} meer sinds {since}, toen het volgen eindigde",
  pubSubUnreadable: "Het Pub/Sub-abonnement van de toepassing {app} kan niet worden gelezen: {why}",
  certificateMissing: "Er is geen certificaat {certificate}: {why}",
  certificateEnds: "Het certificaat {certificate} verloopt {at}",
  certificateEnded: "Het certificaat {certificate} is verlopen op {at}",
  notRenewed: " en kon niet worden vernieuwd: {why}",
  configuredCertificateEnds: "Het certificaat van de server {listener} uit de configuratie verloopt {at}",
  tokenEnds: "Het toegangstoken {token} verloopt {at}",
};
