import type { AlertTexts } from "./en.ts";

export const PL: AlertTexts = {
  titles: {
    firing: "Alarm: {name}",
    reminder: "Alarm nadal trwa: {name}",
    recovered: "Znów w porządku: {name}",
    test: "Próbny alarm: {name}",
  },
  since: "Od {since}.",
  goesOn: "Od {since}, także o {at}.",
  over: "Zaczęło się {since}, a {at} było już po wszystkim.",
  sample: "To próba, o którą ktoś poprosił. Nic złego się nie dzieje.",
  look: "Zobacz tutaj: {link}",
  open: "Otwórz Posthorn",
  others: "i jeszcze {count}",
  minutes: {
    one: "{count} minuty",
    few: "{count} minut",
    many: "{count} minut",
    other: "{count} minut",
  },
  days: {
    one: "{count} dnia",
    few: "{count} dni",
    many: "{count} dni",
    other: "{count} dni",
  },
  accountsDown: {
    one: "Nie można połączyć się z {count} kontem (reguła dopuszcza {allowed}).",
    few: "Nie można połączyć się z {count} kontami (reguła dopuszcza {allowed}).",
    many: "Nie można połączyć się z {count} kontami (reguła dopuszcza {allowed}).",
    other: "Nie można połączyć się z {count} kontami (reguła dopuszcza {allowed}).",
  },
  accountsDownFor: {
    one: "Od co najmniej {minutes} nie można połączyć się z {count} kontem (reguła dopuszcza {allowed}).",
    few: "Od co najmniej {minutes} nie można połączyć się z {count} kontami (reguła dopuszcza {allowed}).",
    many: "Od co najmniej {minutes} nie można połączyć się z {count} kontami (reguła dopuszcza {allowed}).",
    other: "Od co najmniej {minutes} nie można połączyć się z {count} kontami (reguła dopuszcza {allowed}).",
  },
  accountDown: "Nie można połączyć się z kontem {account}.",
  accountDownFor: "Od co najmniej {minutes} nie można połączyć się z kontem {account}.",
  accountWell: "Z kontem {account} można się połączyć, o ile wiadomo.",
  failingSince: "{account}, od {since}",
  failingBecause: "{account}, od {since}: {why}",
  jobsWait: {
    one: "{count} zadanie czeka w kolejce {queue} ({what}); reguła dopuszcza {allowed}.",
    few: "{count} zadania czekają w kolejce {queue} ({what}); reguła dopuszcza {allowed}.",
    many: "{count} zadań czeka w kolejce {queue} ({what}); reguła dopuszcza {allowed}.",
    other: "{count} zadań czeka w kolejce {queue} ({what}); reguła dopuszcza {allowed}.",
  },
  jobsWaitFor: {
    one: "{count} zadanie czeka w kolejce {queue} ({what}); reguła dopuszcza {allowed} w ciągu {minutes}.",
    few: "{count} zadania czekają w kolejce {queue} ({what}); reguła dopuszcza {allowed} w ciągu {minutes}.",
    many: "{count} zadań czeka w kolejce {queue} ({what}); reguła dopuszcza {allowed} w ciągu {minutes}.",
    other: "{count} zadań czeka w kolejce {queue} ({what}); reguła dopuszcza {allowed} w ciągu {minutes}.",
  },
  queues: {
    notify: "webhooki",
    submit: "wiadomości do wysłania",
  },
  failures: {
    webhooks:
      "Nieudane próby webhooków w ciągu {minutes}: {failed} z {total}, czyli {value} % (reguła dopuszcza {percent} % i liczy od {least}).",
    sends:
      "Nieudane próby wysłania w ciągu {minutes}: {failed} z {total}, czyli {value} % (reguła dopuszcza {percent} % i liczy od {least}).",
    calls:
      "Wywołania API z odpowiedzią 500 lub wyższą w ciągu {minutes}: {failed} z {total}, czyli {value} % (reguła dopuszcza {percent} % i liczy od {least}).",
  },
  nothingEnds: "W ciągu {days} nie kończy się nic, co nie odnawia się samo.",
  ends: {
    one: "{count} rzecz kończy się w ciągu {days} lub nie udało się jej odnowić.",
    few: "{count} rzeczy kończą się w ciągu {days} lub nie udało się ich odnowić.",
    many: "{count} rzeczy kończy się w ciągu {days} lub nie udało się ich odnowić.",
    other: "{count} rzeczy kończy się w ciągu {days} lub nie udało się ich odnowić.",
  },
  loginRefused: "Dostawca odrzuca logowanie OAuth2 konta {account} od {since}; autoryzuj je ponownie",
  subscriptionExpired: "Subskrypcja konta {account} w Microsoft Graph wygasła",
  subscriptionRefused: "Microsoft Graph nie przyjmuje subskrypcji dla konta {account}",
  watchEnded: "Gmail nie powiadamia o zmianach konta {account} od {since}, gdy skończyła się obserwacja",
  pubSubUnreadable: "Nie można odczytać subskrypcji Pub/Sub aplikacji {app}: {why}",
  certificateMissing: "Nie ma certyfikatu {certificate}: {why}",
  certificateEnds: "Certyfikat {certificate} wygasa {at}",
  certificateEnded: "Certyfikat {certificate} wygasł {at}",
  notRenewed: " i nie udało się go odnowić: {why}",
  configuredCertificateEnds: "Certyfikat serwera {listener} z konfiguracji wygasa {at}",
  tokenEnds: "Token dostępu {token} wygasa {at}",
};
