/** Providers with ways of their own, by the names of their mail servers or the domains of their addresses. */
const PROVIDERS = {
  google: /(?:^|\.)(?:gmail|googlemail|google)\.com$/,
  microsoft: /(?:^|\.)(?:office365|outlook|hotmail|live|msn)\.[a-z.]+$/,
  yahoo: /(?:^|\.)(?:yahoo\.[a-z.]+|ymail\.com|rocketmail\.com|aol\.[a-z.]+)$/,
  icloud: /(?:^|\.)(?:icloud|me|mac)\.com$/,
  yandex: /(?:^|\.)yandex\.[a-z.]+$/,
  mailru: /(?:^|\.)mail\.ru$/,
  fastmail: /(?:^|\.)(?:fastmail\.[a-z]+|messagingengine\.com)$/,
  zoho: /(?:^|\.)zoho\.[a-z.]+$/,
  gmx: /(?:^|\.)(?:gmx\.[a-z]+|web\.de)$/,
  telekom: /(?:^|\.)(?:t-online|magenta)\.de$/,
} as const;

export type MailProvider = keyof typeof PROVIDERS;

/** The provider that a mail server or an address belongs to; undefined for all that need no advice of their own. */
export function providerOf(hostOrAddress: string): MailProvider | undefined {
  const host = hostOrAddress.trim().toLowerCase().split("@").at(-1) ?? "";
  return (Object.keys(PROVIDERS) as MailProvider[]).find((name) => PROVIDERS[name].test(host));
}
