import type { Locale } from "@posthorn/contracts/locales";
import { fillTemplate } from "@posthorn/contracts/texts/template";
import { UNSUBSCRIBE_TEXTS } from "@posthorn/contracts/texts/unsubscribe";
import { escapeHtml, type PlainPage } from "./plain-page.ts";

export interface UnsubscribePage {
  locale: Locale;
  /** What is asked, or what was done. */
  state: "ask" | "gone" | "back";
  address: string;
  list: string;
  /** The signed link, which comes back with the answer. */
  data: string;
  sig: string;
  /** Where the answer goes, from where the page is. */
  action: string;
}

/** Asks whether somebody wants no more mail of a list, or says what was done, and how to undo it. */
export function unsubscribePage({ locale, state, address, list, data, sig, action }: UnsubscribePage): PlainPage {
  const texts = UNSUBSCRIBE_TEXTS[locale];
  const title = { ask: texts.askTitle, gone: texts.goneTitle, back: texts.backTitle }[state];
  const values = { address: `<strong>${escapeHtml(address)}</strong>`, list: `<strong>${escapeHtml(list)}</strong>` };
  const next = state === "gone" ? "subscribe" : "unsubscribe";
  return {
    lang: locale,
    title,
    body: `<h1>${escapeHtml(title)}</h1>
<p>${fillTemplate(escapeHtml(texts[state]), values)}</p>
<form method="post" action="${action}">
<input type="hidden" name="data" value="${escapeHtml(data)}">
<input type="hidden" name="sig" value="${escapeHtml(sig)}">
<button class="ee-btn" name="action" value="${next}">${escapeHtml(texts[next])}</button>
</form>`,
  };
}

/** For a link that is none of ours, or of an account that is gone. */
export function brokenLinkPage(locale: Locale): PlainPage {
  const { brokenTitle, broken } = UNSUBSCRIBE_TEXTS[locale];
  return {
    lang: locale,
    title: brokenTitle,
    body: `<h1>${escapeHtml(brokenTitle)}</h1>\n<p>${escapeHtml(broken)}</p>`,
  };
}
