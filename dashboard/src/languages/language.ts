import { localeOf } from "@posthorn/contracts/locales";

/** The languages of the dashboard, each by its own name. */
export const LANGUAGES = {
  en: "English",
  et: "Eesti",
  fr: "Français",
  de: "Deutsch",
  pl: "Polski",
  ja: "日本語",
  nl: "Nederlands",
} as const;

export type Language = keyof typeof LANGUAGES;

const KEPT_AS = "posthorn-language";

/** A tag (RFC 5646) as one of our languages, or undefined. */
function languageOf(tag: unknown): Language | undefined {
  const locale = localeOf(tag);
  return locale !== undefined && locale in LANGUAGES ? (locale as Language) : undefined;
}

/** What somebody chose in this browser, else the first of the browser's languages that we have, else English. */
export function languageIn(browser: Pick<Window, "localStorage" | "navigator">): Language {
  const asked = [keptLanguage(browser), ...browser.navigator.languages];
  return asked.map(languageOf).find((one) => one !== undefined) ?? "en";
}

function keptLanguage(browser: Pick<Window, "localStorage">): string | null {
  try {
    return browser.localStorage.getItem(KEPT_AS);
  } catch {
    return null; // Storage may be forbidden to pages.
  }
}

/** The language that the dashboard speaks until it is loaded anew. */
export const language: Language =
  // There is no browser where only words are tested.
  typeof window === "undefined" ? "en" : languageIn(window);

/** Remembers the language in this browser and shows the dashboard in it. */
export function changeLanguage(next: Language) {
  window.localStorage.setItem(KEPT_AS, next);
  window.location.reload();
}
