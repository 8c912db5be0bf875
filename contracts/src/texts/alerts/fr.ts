import type { AlertTexts } from "./en.ts";

export const FR: AlertTexts = {
  titles: {
    firing: "Alerte : {name}",
    reminder: "Toujours en alerte : {name}",
    recovered: "Tout est rentré dans l'ordre : {name}",
    test: "Test d'une alerte : {name}",
  },
  since: "Depuis {since}.",
  goesOn: "Depuis {since}, et toujours à {at}.",
  over: "A commencé à {since} ; terminé à {at}.",
  sample: "Ceci est un exemple que quelqu'un a demandé. Il n'y a aucun problème.",
  look: "Voir ici : {link}",
  open: "Ouvrir Posthorn",
  others: "et {count} de plus",
  minutes: {
    one: "{count} minute",
    other: "{count} minutes",
  },
  days: {
    one: "{count} jour",
    other: "{count} jours",
  },
  accountsDown: {
    one: "{count} compte est injoignable (la règle en autorise {allowed}).",
    other: "{count} comptes sont injoignables (la règle en autorise {allowed}).",
  },
  accountsDownFor: {
    one: "{count} compte est injoignable depuis au moins {minutes} (la règle en autorise {allowed}).",
    other: "{count} comptes sont injoignables depuis au moins {minutes} (la règle en autorise {allowed}).",
  },
  accountDown: "Le compte {account} est injoignable.",
  accountDownFor: "Le compte {account} est injoignable depuis au moins {minutes}.",
  accountWell: "Le compte {account} est joignable, d'après ce que l'on sait.",
  failingSince: "{account}, depuis {since}",
  failingBecause: "{account}, depuis {since} : {why}",
  jobsWait: {
    one: "{count} tâche attend dans la file {queue} ({what}) ; la règle en autorise {allowed}.",
    other: "{count} tâches attendent dans la file {queue} ({what}) ; la règle en autorise {allowed}.",
  },
  jobsWaitFor: {
    one: "{count} tâche attend dans la file {queue} ({what}) ; la règle en autorise {allowed} pendant {minutes}.",
    other: "{count} tâches attendent dans la file {queue} ({what}) ; la règle en autorise {allowed} pendant {minutes}.",
  },
  queues: {
    notify: "webhooks",
    submit: "messages à envoyer",
  },
  failures: {
    webhooks:
      "{failed} tentatives de webhook sur {total} ont échoué en {minutes} : {value} % (la règle autorise {percent} % et compte à partir de {least}).",
    sends:
      "{failed} tentatives d'envoi sur {total} ont échoué en {minutes} : {value} % (la règle autorise {percent} % et compte à partir de {least}).",
    calls:
      "{failed} appels d'API sur {total} ont reçu une réponse 500 ou plus en {minutes} : {value} % (la règle autorise {percent} % et compte à partir de {least}).",
  },
  nothingEnds: "Rien n'expire d'ici {days} sans se renouveler de soi-même.",
  ends: {
    one: "{count} élément expire d'ici {days} ou n'a pas pu être renouvelé.",
    other: "{count} éléments expirent d'ici {days} ou n'ont pas pu être renouvelés.",
  },
  loginRefused:
    "Le fournisseur refuse la connexion OAuth2 du compte {account} depuis {since} ; autorisez-le de nouveau",
  subscriptionExpired: "L'abonnement du compte {account} à Microsoft Graph a expiré",
  subscriptionRefused: "Microsoft Graph n'accepte pas d'abonnement pour le compte {account}",
  watchEnded: "Gmail ne signale plus les changements du compte {account} depuis {since}, fin de sa surveillance",
  pubSubUnreadable: "L'abonnement Pub/Sub de l'application {app} ne peut pas être lu : {why}",
  certificateMissing: "Il n'y a pas de certificat {certificate} : {why}",
  certificateEnds: "Le certificat {certificate} expire le {at}",
  certificateEnded: "Le certificat {certificate} a expiré le {at}",
  notRenewed: " et n'a pas pu être renouvelé : {why}",
  configuredCertificateEnds: "Le certificat du serveur {listener}, issu de la configuration, expire le {at}",
  tokenEnds: "Le jeton d'accès {token} expire le {at}",
};
