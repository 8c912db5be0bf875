/** The shape of a page's words, whatever the language: the same names, with any text. */
export type Texts<T> = T extends string
  ? string
  : T extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Name in keyof T]: Texts<T[Name]> };

/** All words of a language, by the noun under which each page has them. */
export type Dictionary = Readonly<Record<string, unknown>>;

let dictionary: Dictionary = {};

/** Sets the words that pages loaded from now on speak; a page that is there already keeps its own. */
export function speakWith(words: Dictionary) {
  dictionary = words;
}

/**
 * The words of a page in the language of the dashboard. `noun` names them in the dictionaries of
 * `languages/`; English stands beside the page that says it. A language that lacks them falls back to English.
 */
export function translated<const T>(noun: string, english: T): Texts<T> {
  return (dictionary[noun] ?? english) as Texts<T>;
}
