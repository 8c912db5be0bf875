import type { Locale } from "../locales.ts";
import { DE } from "./authentication-form/de.ts";
import { type AuthenticationFormTexts, EN } from "./authentication-form/en.ts";
import { ES } from "./authentication-form/es.ts";
import { ET } from "./authentication-form/et.ts";
import { FR } from "./authentication-form/fr.ts";
import { IT } from "./authentication-form/it.ts";
import { JA } from "./authentication-form/ja.ts";
import { NL } from "./authentication-form/nl.ts";
import { PL } from "./authentication-form/pl.ts";
import { SV } from "./authentication-form/sv.ts";
import { TR } from "./authentication-form/tr.ts";

/** Texts of the pages by which somebody adds a mailbox. */
export const AUTHENTICATION_FORM_TEXTS: Readonly<Record<Locale, AuthenticationFormTexts>> = {
  en: EN,
  et: ET,
  fr: FR,
  de: DE,
  pl: PL,
  ja: JA,
  nl: NL,
  es: ES,
  it: IT,
  tr: TR,
  sv: SV,
};
