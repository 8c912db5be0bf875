import type { SettingValues } from "@posthorn/contracts/settings";
import { escapeHtml, type PlainPage } from "./plain-page.ts";

/** What operators may set of pages that end users see. */
export type Branding = { [K in "pageBrandName" | "templateHeader" | "templateHtmlHead"]?: SettingValues[K] | null };

export const brandingOf = (settings: {
  get<K extends keyof Branding>(key: K): SettingValues[K] | undefined;
}): Branding => ({
  pageBrandName: settings.get("pageBrandName") ?? null,
  templateHeader: settings.get("templateHeader") ?? null,
  templateHtmlHead: settings.get("templateHtmlHead") ?? null,
});

/** A page in the operator's look: the header in place of the bare name, and the head last, so that it wins. */
export function branded(
  page: PlainPage,
  { pageBrandName, templateHeader, templateHtmlHead }: Branding,
  { nonce, theme }: { nonce?: string; theme?: string | undefined } = {},
): PlainPage {
  const header = templateHeader || (pageBrandName ? `<p class="brand">${escapeHtml(pageBrandName)}</p>` : "");
  return {
    ...page,
    ...(pageBrandName && { title: `${page.title} – ${pageBrandName}` }),
    header: withNonce(header, nonce),
    head: `${page.head ?? ""}${withNonce(templateHtmlHead ?? "", nonce)}`,
    ...((theme === "light" || theme === "dark") && { theme }),
  };
}

/** The styles of the operator are as good as ours. */
const withNonce = (html: string, nonce: string | undefined) =>
  nonce === undefined ? html : html.replaceAll(/<style\b/gi, `<style nonce="${nonce}"`);
