import type { AlertTexts } from "./en.ts";

export const IT: AlertTexts = {
  titles: {
    firing: "Avviso: {name}",
    reminder: "Avviso ancora attivo: {name}",
    recovered: "Di nuovo tutto a posto: {name}",
    test: "Prova di un avviso: {name}",
  },
  since: "Da {since}.",
  goesOn: "Da {since}, e ancora alle {at}.",
  over: "È iniziato {since} e risultava finito {at}.",
  sample: "Questa è una prova richiesta da qualcuno. Non c'è nessun problema.",
  look: "Vedi qui: {link}",
  open: "Apri Posthorn",
  others: "e altri {count}",
  minutes: {
    one: "{count} minuto",
    other: "{count} minuti",
  },
  days: {
    one: "{count} giorno",
    other: "{count} giorni",
  },
  accountsDown: {
    one: "{count} account non è raggiungibile (la regola ne consente {allowed}).",
    other: "{count} account non sono raggiungibili (la regola ne consente {allowed}).",
  },
  accountsDownFor: {
    one: "{count} account non è raggiungibile da almeno {minutes} (la regola ne consente {allowed}).",
    other: "{count} account non sono raggiungibili da almeno {minutes} (la regola ne consente {allowed}).",
  },
  accountDown: "L'account {account} non è raggiungibile.",
  accountDownFor: "L'account {account} non è raggiungibile da almeno {minutes}.",
  accountWell: "L'account {account} è raggiungibile, per quanto è noto.",
  failingSince: "{account}, da {since}",
  failingBecause: "{account}, da {since}: {why}",
  jobsWait: {
    one: "{count} attività è in attesa nella coda {queue} ({what}); la regola ne consente {allowed}.",
    other: "{count} attività sono in attesa nella coda {queue} ({what}); la regola ne consente {allowed}.",
  },
  jobsWaitFor: {
    one: "{count} attività è in attesa nella coda {queue} ({what}); la regola ne consente {allowed} per {minutes}.",
    other:
      "{count} attività sono in attesa nella coda {queue} ({what}); la regola ne consente {allowed} per {minutes}.",
  },
  queues: {
    notify: "webhook",
    submit: "messaggi da inviare",
  },
  failures: {
    webhooks:
      "{failed} tentativi di webhook su {total} non sono riusciti in {minutes}: {value} % (la regola consente {percent} % e conta da {least} in su).",
    sends:
      "{failed} tentativi di invio su {total} non sono riusciti in {minutes}: {value} % (la regola consente {percent} % e conta da {least} in su).",
    calls:
      "{failed} chiamate API su {total} hanno ricevuto 500 o più in {minutes}: {value} % (la regola consente {percent} % e conta da {least} in su).",
  },
  nothingEnds: "Entro {days} non scade nulla che non si rinnovi da sé.",
  ends: {
    one: "{count} elemento scade entro {days} o non è stato possibile rinnovarlo.",
    other: "{count} elementi scadono entro {days} o non è stato possibile rinnovarli.",
  },
  loginRefused: "Il provider rifiuta l'accesso OAuth2 dell'account {account} da {since}; autorizzarlo di nuovo",
  subscriptionExpired: "La sottoscrizione dell'account {account} presso Microsoft Graph è scaduta",
  subscriptionRefused: "Microsoft Graph non accetta sottoscrizioni per l'account {account}",
  watchEnded: "Gmail non segnala le modifiche dell'account {account} da {since}, quando è finita l'osservazione",
  pubSubUnreadable: "Impossibile leggere la sottoscrizione Pub/Sub dell'applicazione {app}: {why}",
  certificateMissing: "Non c'è nessun certificato {certificate}: {why}",
  certificateEnds: "Il certificato {certificate} scade {at}",
  certificateEnded: "Il certificato {certificate} è scaduto {at}",
  notRenewed: " e non è stato possibile rinnovarlo: {why}",
  configuredCertificateEnds: "Il certificato del server {listener}, dalla configurazione, scade {at}",
  tokenEnds: "Il token di accesso {token} scade {at}",
};
