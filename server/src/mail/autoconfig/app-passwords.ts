import type { AppPassword } from "@posthorn/contracts/autoconfig";

interface Provider {
  /** Domains of its addresses. */
  domains: RegExp;
  /** Its mail exchangers, where other domains use them, too. */
  exchanges?: RegExp;
  answer: AppPassword;
}

const PROVIDERS: readonly Provider[] = [
  {
    domains: /^(?:gmail|googlemail)\.com$/,
    exchanges: /(?:^|\.)l\.google\.com$|^smtp\.google\.com$/,
    answer: {
      required: true,
      provider: "Gmail",
      instructions:
        "Turn on 2-Step Verification, then create an app password at https://myaccount.google.com/apppasswords",
    },
  },
  {
    domains: /^(?:icloud|me|mac)\.com$/,
    exchanges: /\.mail\.icloud\.com$/,
    answer: {
      required: true,
      provider: "iCloud",
      instructions: "Create an app-specific password at https://account.apple.com, under Sign-In and Security",
    },
  },
  {
    domains: /^aol\.[a-z.]+$/,
    exchanges: /^mx-aol\.mail\.[a-z0-9]+\.yahoodns\.net$/,
    answer: {
      required: true,
      provider: "AOL",
      instructions: "Create an app password at https://login.aol.com/account/security",
    },
  },
  {
    domains: /^(?:yahoo\.[a-z.]+|ymail\.com|rocketmail\.com)$/,
    exchanges: /\.yahoodns\.net$/,
    answer: {
      required: true,
      provider: "Yahoo",
      instructions: "Create an app password at https://login.yahoo.com/account/security",
    },
  },
  {
    domains: /^(?:t-online|magenta)\.de$/,
    exchanges: /^mx\d*\.t-online\.de$/,
    answer: {
      required: true,
      provider: "T-Online",
      instructions: "Set a password for e-mail programs in the settings of the Telekom E-Mail Center",
    },
  },
  {
    domains: /^(?:outlook|hotmail|live|msn)\.[a-z.]+$/,
    exchanges: /\.olc\.protection\.outlook\.com$/,
    answer: {
      required: false,
      provider: "Outlook.com",
      instructions: "Sign in with Microsoft (OAuth2)",
      warning: "Outlook.com refuses passwords, app passwords too; only OAuth2 works",
    },
  },
];

/** What the provider of an address says about passwords; undefined when it takes the usual one, as far as we know. */
export function appPasswordFor(domain: string, exchange: string | null): AppPassword | undefined {
  const provider =
    PROVIDERS.find(({ domains }) => domains.test(domain)) ??
    PROVIDERS.find(({ exchanges }) => exchange !== null && exchanges?.test(exchange) === true);
  return provider?.answer;
}
