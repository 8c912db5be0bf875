import type { Locale } from "../locales.ts";
import { DE } from "./alerts/de.ts";
import { type AlertTexts, EN } from "./alerts/en.ts";
import { ES } from "./alerts/es.ts";
import { ET } from "./alerts/et.ts";
import { FR } from "./alerts/fr.ts";
import { IT } from "./alerts/it.ts";
import { JA } from "./alerts/ja.ts";
import { NL } from "./alerts/nl.ts";
import { PL } from "./alerts/pl.ts";
import { SV } from "./alerts/sv.ts";
import { TR } from "./alerts/tr.ts";

/** Texts of alerts, told by email, in chats and by webhooks. */
export const ALERT_TEXTS: Readonly<Record<Locale, AlertTexts>> = {
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
