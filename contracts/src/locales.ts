/** The languages our texts exist in. */
export const LOCALES = ["en", "et", "fr", "de", "pl", "ja", "nl", "es", "it", "tr", "sv"] as const;
export type Locale = (typeof LOCALES)[number];

/**
 * The language of ours that a language tag (RFC 5646) asks for, or undefined. A region or script
 * falls back to its language: `de-AT` is `de`. What is no tag at all asks for nothing.
 */
export function localeOf(tag: unknown): Locale | undefined {
  if (typeof tag !== "string" || !TAG.test(tag)) return undefined;
  const language = tag.trim().slice(0, 2).toLowerCase();
  return LOCALES.find((locale) => locale === language);
}

/** A language of two letters, alone or with more subtags; an underscore separates them in POSIX names. */
const TAG = /^\s*[a-z]{2}(?:[-_][a-z0-9]{1,8}){0,8}\s*$/i;
