import type { AlertTexts } from "./en.ts";

export const ET: AlertTexts = {
  titles: {
    firing: "Häire: {name}",
    reminder: "Häire kestab: {name}",
    recovered: "Jälle korras: {name}",
    test: "Proovihäire: {name}",
  },
  since: "Alates {since}.",
  goesOn: "Alates {since} ja veel ka {at}.",
  over: "Algas {since}; {at} oli see möödas.",
  sample: "See on proov, mida keegi palus. Midagi ei ole valesti.",
  look: "Vaata siit: {link}",
  open: "Ava Posthorn",
  others: "ja veel {count}",
  minutes: {
    one: "{count} min",
    other: "{count} min",
  },
  days: {
    one: "{count} päeva",
    other: "{count} päeva",
  },
  accountsDown: {
    one: "{count} kontoga ei saa ühendust (reegel lubab {allowed}).",
    other: "{count} kontoga ei saa ühendust (reegel lubab {allowed}).",
  },
  accountsDownFor: {
    one: "{count} kontoga ei ole saanud ühendust vähemalt {minutes} (reegel lubab {allowed}).",
    other: "{count} kontoga ei ole saanud ühendust vähemalt {minutes} (reegel lubab {allowed}).",
  },
  accountDown: "Kontoga {account} ei saa ühendust.",
  accountDownFor: "Kontoga {account} ei ole saanud ühendust vähemalt {minutes}.",
  accountWell: "Kontoga {account} saab teadaolevalt ühendust.",
  failingSince: "{account}, alates {since}",
  failingBecause: "{account}, alates {since}: {why}",
  jobsWait: {
    one: "Järjekorras {queue} ({what}) ootab {count} töö; reegel lubab {allowed}.",
    other: "Järjekorras {queue} ({what}) ootab {count} tööd; reegel lubab {allowed}.",
  },
  jobsWaitFor: {
    one: "Järjekorras {queue} ({what}) ootab {count} töö; reegel lubab {allowed}, kuni {minutes}.",
    other: "Järjekorras {queue} ({what}) ootab {count} tööd; reegel lubab {allowed}, kuni {minutes}.",
  },
  queues: {
    notify: "veebihaagid",
    submit: "saadetavad kirjad",
  },
  failures: {
    webhooks:
      "{minutes} jooksul ebaõnnestus {failed} veebihaagi katset {total}-st: {value} % (reegel lubab {percent} % ja loeb alates {least} katsest).",
    sends:
      "{minutes} jooksul ebaõnnestus {failed} saatmiskatset {total}-st: {value} % (reegel lubab {percent} % ja loeb alates {least} katsest).",
    calls:
      "{minutes} jooksul vastati {failed} API-päringule {total}-st koodiga 500 või üle selle: {value} % (reegel lubab {percent} % ja loeb alates {least} päringust).",
  },
  nothingEnds: "{days} jooksul ei lõpe midagi, mis ise ei uuene.",
  ends: {
    one: "{days} jooksul lõpeb {count} asi või seda ei õnnestunud uuendada.",
    other: "{days} jooksul lõpeb {count} asja või neid ei õnnestunud uuendada.",
  },
  loginRefused: "Teenusepakkuja keeldub konto {account} OAuth2-sisselogimisest alates {since}; anna luba uuesti",
  subscriptionExpired: "Konto {account} tellimus Microsoft Graphis on aegunud",
  subscriptionRefused: "Microsoft Graph ei võta konto {account} tellimust vastu",
  watchEnded: "Gmail ei ole konto {account} muudatustest teatanud alates {since}, kui jälgimine lõppes",
  pubSubUnreadable: "Rakenduse {app} Pub/Subi tellimust ei saa lugeda: {why}",
  certificateMissing: "Sertifikaati {certificate} ei ole: {why}",
  certificateEnds: "Sertifikaat {certificate} lõpeb {at}",
  certificateEnded: "Sertifikaat {certificate} lõppes {at}",
  notRenewed: " ja seda ei õnnestunud uuendada: {why}",
  configuredCertificateEnds: "Serveri {listener} seadistusest pärit sertifikaat lõpeb {at}",
  tokenEnds: "Juurdepääsuluba {token} lõpeb {at}",
};
