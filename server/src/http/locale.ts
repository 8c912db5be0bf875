import { type Locale, localeOf } from "@posthorn/contracts/locales";

/** Where a request may name its language. */
export interface LocaleSources {
  /** The URL as it came, query included. */
  url: string | undefined;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The setting `locale`. */
  setting: string | undefined;
}

/**
 * The language that a request wants its texts in: `?locale=`, the header `X-EE-Locale`, the cookie
 * `locale`, `Accept-Language`, the setting, English. What names none of our languages is passed over.
 */
export function resolveLocale({ url = "", headers, setting }: LocaleSources): Locale {
  return (
    localeOf(queryOf(url).get("locale")) ??
    localeOf(headers["x-ee-locale"]) ??
    localeOf(cookieOf(headers["cookie"], "locale")) ??
    acceptedLocale(headers["accept-language"]) ??
    localeOf(setting) ??
    "en"
  );
}

const queryOf = (url: string) => new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?") + 1) : "");

/** RFC 6265 section 4.2.1; the value may stand in quotes. */
function cookieOf(header: string | string[] | undefined, name: string): string | undefined {
  if (typeof header !== "string") return undefined;
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    if (at !== -1 && pair.slice(0, at).trim() === name)
      return pair
        .slice(at + 1)
        .trim()
        .replace(/^"(.*)"$/, "$1");
  }
  return undefined;
}

/**
 * The preferred one of our languages: the highest weight wins, and of the same weight the first
 * (RFC 9110 section 12.5.4). A range that we don't have falls back to its language (lookup, RFC 4647
 * section 3.4). `*` is no preference, and a weight of 0 rules a language out.
 */
function acceptedLocale(header: string | string[] | undefined): Locale | undefined {
  if (typeof header !== "string") return undefined;
  const ranges = header.split(",").map((entry) => {
    const [range = "", ...parameters] = entry.split(";").map((part) => part.trim());
    return { range, weight: weightOf(parameters) };
  });
  const ruledOut = new Set(ranges.filter(({ weight }) => weight === 0).map(({ range }) => range.toLowerCase()));
  return ranges
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ range }) => localeOf(range))
    .find((locale) => locale !== undefined && !ruledOut.has(locale));
}

/** 1 where none is given; what can't be read as a weight counts as 0. */
function weightOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => /^q\s*=/i.test(parameter));
  if (given === undefined) return 1;
  const value = given.slice(given.indexOf("=") + 1).trim();
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(value) ? Number(value) : 0;
}
