import type { AlertTexts } from "./en.ts";

export const SV: AlertTexts = {
  titles: {
    firing: "Larm: {name}",
    reminder: "Fortfarande larm: {name}",
    recovered: "Allt är bra igen: {name}",
    test: "Provlarm: {name}",
  },
  since: "Sedan {since}.",
  goesOn: "Sedan {since}, och fortfarande {at}.",
  over: "Det började {since} och var över {at}.",
  sample: "Det här är ett prov som någon bad om. Inget är fel.",
  look: "Se här: {link}",
  open: "Öppna Posthorn",
  others: "och {count} till",
  minutes: {
    one: "{count} minut",
    other: "{count} minuter",
  },
  days: {
    one: "{count} dag",
    other: "{count} dagar",
  },
  accountsDown: {
    one: "{count} konto går inte att ansluta till (regeln tillåter {allowed}).",
    other: "{count} konton går inte att ansluta till (regeln tillåter {allowed}).",
  },
  accountsDownFor: {
    one: "{count} konto har inte gått att ansluta till på minst {minutes} (regeln tillåter {allowed}).",
    other: "{count} konton har inte gått att ansluta till på minst {minutes} (regeln tillåter {allowed}).",
  },
  accountDown: "Kontot {account} går inte att ansluta till.",
  accountDownFor: "Kontot {account} har inte gått att ansluta till på minst {minutes}.",
  accountWell: "Kontot {account} går att ansluta till, såvitt känt.",
  failingSince: "{account}, sedan {since}",
  failingBecause: "{account}, sedan {since}: {why}",
  jobsWait: {
    one: "{count} jobb väntar i kön {queue} ({what}); regeln tillåter {allowed}.",
    other: "{count} jobb väntar i kön {queue} ({what}); regeln tillåter {allowed}.",
  },
  jobsWaitFor: {
    one: "{count} jobb väntar i kön {queue} ({what}); regeln tillåter {allowed} i {minutes}.",
    other: "{count} jobb väntar i kön {queue} ({what}); regeln tillåter {allowed} i {minutes}.",
  },
  queues: {
    notify: "webhookar",
    submit: "meddelanden som ska skickas",
  },
  failures: {
    webhooks:
      "{failed} av {total} webhookförsök misslyckades inom {minutes}: {value} % (regeln tillåter {percent} % och räknar från {least}).",
    sends:
      "{failed} av {total} sändningsförsök misslyckades inom {minutes}: {value} % (regeln tillåter {percent} % och räknar från {least}).",
    calls:
      "{failed} av {total} API-anrop besvarades med 500 eller högre inom {minutes}: {value} % (regeln tillåter {percent} % och räknar från {least}).",
  },
  nothingEnds: "Inget går ut inom {days} som inte förnyas av sig självt.",
  ends: {
    one: "{count} sak går ut inom {days} eller kunde inte förnyas.",
    other: "{count} saker går ut inom {days} eller kunde inte förnyas.",
  },
  loginRefused: "Leverantören har nekat OAuth2-inloggningen för kontot {account} sedan {since}; godkänn den på nytt",
  subscriptionExpired: "Prenumerationen för kontot {account} hos Microsoft Graph har gått ut",
  subscriptionRefused: "Microsoft Graph tar inte emot någon prenumeration för kontot {account}",
  watchEnded: "Gmail har inte meddelat ändringar för kontot {account} sedan {since}, då bevakningen upphörde",
  pubSubUnreadable: "Pub/Sub-prenumerationen för programmet {app} kan inte läsas: {why}",
  certificateMissing: "Det finns inget certifikat {certificate}: {why}",
  certificateEnds: "Certifikatet {certificate} går ut {at}",
  certificateEnded: "Certifikatet {certificate} gick ut {at}",
  notRenewed: " och kunde inte förnyas: {why}",
  configuredCertificateEnds: "Certifikatet för servern {listener}, från konfigurationen, går ut {at}",
  tokenEnds: "Åtkomsttoken {token} går ut {at}",
};
