/** A text by the forms that a language has for numbers; that for most numbers is always there. */
export type AlertPlural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** What alerts say. Moments are `2026-03-01 08:15 UTC` in every language; `{minutes}` and `{days}` are texts of here. */
export interface AlertTexts {
  /** The first line, with the name of the rule. */
  titles: Record<"firing" | "reminder" | "recovered" | "test", string>;
  since: string;
  goesOn: string;
  over: string;
  sample: string;
  look: string;
  open: string;
  others: string;
  minutes: AlertPlural;
  days: AlertPlural;
  accountsDown: AlertPlural;
  accountsDownFor: AlertPlural;
  accountDown: string;
  accountDownFor: string;
  accountWell: string;
  failingSince: string;
  failingBecause: string;
  jobsWait: AlertPlural;
  jobsWaitFor: AlertPlural;
  queues: Record<"notify" | "submit", string>;
  failures: Record<"webhooks" | "sends" | "calls", string>;
  nothingEnds: string;
  ends: AlertPlural;
  loginRefused: string;
  subscriptionExpired: string;
  subscriptionRefused: string;
  watchEnded: string;
  pubSubUnreadable: string;
  certificateMissing: string;
  certificateEnds: string;
  certificateEnded: string;
  notRenewed: string;
  configuredCertificateEnds: string;
  tokenEnds: string;
}

export const EN: AlertTexts = {
  titles: {
    firing: "Alert: {name}",
    reminder: "Still an alert: {name}",
    recovered: "Well again: {name}",
    test: "Test of an alert: {name}",
  },
  since: "Since {since}.",
  goesOn: "Since {since}, and still so at {at}.",
  over: "It began {since} and was found to be over {at}.",
  sample: "This is a sample that somebody asked for. Nothing is wrong.",
  look: "Look here: {link}",
  open: "Open Posthorn",
  others: "and {count} more",
  minutes: {
    one: "{count} minute",
    other: "{count} minutes",
  },
  days: {
    one: "{count} day",
    other: "{count} days",
  },
  accountsDown: {
    one: "{count} account can't be connected to (the rule allows {allowed}).",
    other: "{count} accounts can't be connected to (the rule allows {allowed}).",
  },
  accountsDownFor: {
    one: "{count} account can't be connected to for at least {minutes} (the rule allows {allowed}).",
    other: "{count} accounts can't be connected to for at least {minutes} (the rule allows {allowed}).",
  },
  accountDown: "The account {account} can't be connected to.",
  accountDownFor: "The account {account} can't be connected to for at least {minutes}.",
  accountWell: "The account {account} can be connected to, as far as is known.",
  failingSince: "{account}, since {since}",
  failingBecause: "{account}, since {since}: {why}",
  jobsWait: {
    one: "{count} job waits in the queue {queue} ({what}); the rule allows {allowed}.",
    other: "{count} jobs wait in the queue {queue} ({what}); the rule allows {allowed}.",
  },
  jobsWaitFor: {
    one: "{count} job waits in the queue {queue} ({what}); the rule allows {allowed} for {minutes}.",
    other: "{count} jobs wait in the queue {queue} ({what}); the rule allows {allowed} for {minutes}.",
  },
  queues: {
    notify: "webhooks",
    submit: "messages to be sent",
  },
  failures: {
    webhooks:
      "{failed} of {total} attempts at webhooks failed within {minutes}: {value} % (the rule allows {percent} %, and looks from {least} on).",
    sends:
      "{failed} of {total} attempts at sending failed within {minutes}: {value} % (the rule allows {percent} %, and looks from {least} on).",
    calls:
      "{failed} of {total} API calls were answered with 500 or above within {minutes}: {value} % (the rule allows {percent} %, and looks from {least} on).",
  },
  nothingEnds: "Nothing ends within {days} that is not renewed by itself.",
  ends: {
    one: "{count} thing ends within {days} or could not be renewed.",
    other: "{count} things end within {days} or could not be renewed.",
  },
  loginRefused: "The provider has refused the OAuth2 login of the account {account} since {since}; authorise it anew",
  subscriptionExpired: "The subscription of the account {account} at Microsoft Graph has expired",
  subscriptionRefused: "Microsoft Graph takes no subscription for the account {account}",
  watchEnded: "Gmail has not told of changes of the account {account} since {since}, when its watch ended",
  pubSubUnreadable: "The Pub/Sub subscription of the application {app} can't be read: {why}",
  certificateMissing: "There is no certificate {certificate}: {why}",
  certificateEnds: "The certificate {certificate} ends {at}",
  certificateEnded: "The certificate {certificate} ended {at}",
  notRenewed: ", and could not be renewed: {why}",
  configuredCertificateEnds: "The certificate of the server {listener}, from the configuration, ends {at}",
  tokenEnds: "The access token {token} ends {at}",
};
