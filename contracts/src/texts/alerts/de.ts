import type { AlertTexts } from "./en.ts";

export const DE: AlertTexts = {
  titles: {
    firing: "Alarm: {name}",
    reminder: "Immer noch Alarm: {name}",
    recovered: "Wieder in Ordnung: {name}",
    test: "Probealarm: {name}",
  },
  since: "Seit {since}.",
  goesOn: "Seit {since} und auch um {at} noch.",
  over: "Es begann um {since}; um {at} war es vorbei.",
  sample: "Dies ist eine Probe, um die jemand gebeten hat. Es ist nichts passiert.",
  look: "Siehe: {link}",
  open: "Posthorn öffnen",
  others: "und {count} weitere",
  minutes: {
    one: "{count} Minute",
    other: "{count} Minuten",
  },
  days: {
    one: "{count} Tag",
    other: "{count} Tagen",
  },
  accountsDown: {
    one: "{count} Konto ist nicht erreichbar (die Regel erlaubt {allowed}).",
    other: "{count} Konten sind nicht erreichbar (die Regel erlaubt {allowed}).",
  },
  accountsDownFor: {
    one: "{count} Konto ist seit mindestens {minutes} nicht erreichbar (die Regel erlaubt {allowed}).",
    other: "{count} Konten sind seit mindestens {minutes} nicht erreichbar (die Regel erlaubt {allowed}).",
  },
  accountDown: "Das Konto {account} ist nicht erreichbar.",
  accountDownFor: "Das Konto {account} ist seit mindestens {minutes} nicht erreichbar.",
  accountWell: "Das Konto {account} ist erreichbar, soweit bekannt.",
  failingSince: "{account}, seit {since}",
  failingBecause: "{account}, seit {since}: {why}",
  jobsWait: {
    one: "{count} Auftrag wartet in der Warteschlange {queue} ({what}); die Regel erlaubt {allowed}.",
    other: "{count} Aufträge warten in der Warteschlange {queue} ({what}); die Regel erlaubt {allowed}.",
  },
  jobsWaitFor: {
    one: "{count} Auftrag wartet in der Warteschlange {queue} ({what}); die Regel erlaubt {allowed}, {minutes} lang.",
    other:
      "{count} Aufträge warten in der Warteschlange {queue} ({what}); die Regel erlaubt {allowed}, {minutes} lang.",
  },
  queues: {
    notify: "Webhooks",
    submit: "Nachrichten, die gesendet werden sollen",
  },
  failures: {
    webhooks:
      "{failed} von {total} Webhook-Versuchen sind innerhalb von {minutes} fehlgeschlagen: {value} % (die Regel erlaubt {percent} % und zählt ab {least}).",
    sends:
      "{failed} von {total} Sendeversuchen sind innerhalb von {minutes} fehlgeschlagen: {value} % (die Regel erlaubt {percent} % und zählt ab {least}).",
    calls:
      "{failed} von {total} API-Aufrufen wurden innerhalb von {minutes} mit 500 oder höher beantwortet: {value} % (die Regel erlaubt {percent} % und zählt ab {least}).",
  },
  nothingEnds: "Innerhalb von {days} endet nichts, was sich nicht von selbst erneuert.",
  ends: {
    one: "{count} Sache endet innerhalb von {days} oder konnte nicht erneuert werden.",
    other: "{count} Dinge enden innerhalb von {days} oder konnten nicht erneuert werden.",
  },
  loginRefused:
    "Der Anbieter lehnt die OAuth2-Anmeldung des Kontos {account} seit {since} ab; sie muss neu erteilt werden",
  subscriptionExpired: "Das Abonnement des Kontos {account} bei Microsoft Graph ist abgelaufen",
  subscriptionRefused: "Microsoft Graph nimmt kein Abonnement für das Konto {account} an",
  watchEnded: "Gmail meldet seit {since} keine Änderungen des Kontos {account} mehr; da endete die Beobachtung",
  pubSubUnreadable: "Das Pub/Sub-Abonnement der Anwendung {app} kann nicht gelesen werden: {why}",
  certificateMissing: "Es gibt kein Zertifikat {certificate}: {why}",
  certificateEnds: "Das Zertifikat {certificate} endet am {at}",
  certificateEnded: "Das Zertifikat {certificate} endete am {at}",
  notRenewed: " und konnte nicht erneuert werden: {why}",
  configuredCertificateEnds: "Das Zertifikat des Servers {listener} aus der Konfiguration endet am {at}",
  tokenEnds: "Das Zugriffstoken {token} endet am {at}",
};
