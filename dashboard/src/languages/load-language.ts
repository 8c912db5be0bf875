import { type Language } from "./language.ts";
import { type Dictionary, speakWith } from "./translated.ts";

/** Where the words of each language but English are: a file is loaded only by those who speak it. */
const DICTIONARIES: Record<Exclude<Language, "en">, () => Promise<Dictionary>> = {
  et: () => import("./et/all.ts"),
  fr: () => import("./fr/all.ts"),
  de: () => import("./de/all.ts"),
  pl: () => import("./pl/all.ts"),
  ja: () => import("./ja/all.ts"),
  nl: () => import("./nl/all.ts"),
};

/** Makes the pages that are loaded from now on speak `language`. Words that can't be loaded are said in English. */
export async function loadLanguage(language: Language): Promise<void> {
  document.documentElement.lang = language;
  if (language === "en") return;
  try {
    speakWith(await DICTIONARIES[language]());
  } catch (error) {
    document.documentElement.lang = "en";
    console.warn("The words of this language could not be loaded.", error);
  }
}
