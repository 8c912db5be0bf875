import type { TemplateContent } from "@posthorn/contracts/templates";
import { texts } from "./texts.ts";

/** Lists of messages on phones show about so many characters. */
const LONG_SUBJECT = 78;
/** Gmail shows so much of a message, then a link to the rest. */
const CLIPPED_AFTER = 102 * 1024;
const DROPPED = ["script", "form", "input", "button", "iframe", "object", "embed", "video", "audio", "link"];

/** What mail programs or their readers would mind in a message as it is sent, in words. */
export function lint({ subject = "", previewText = "", html }: TemplateContent, missing: readonly string[]): string[] {
  const findings: string[] = [];
  if (subject.trim() === "") findings.push(texts.lint.noSubject);
  if (subject.length > LONG_SUBJECT) findings.push(texts.lint.longSubject);
  if (html !== undefined && previewText.trim() === "") findings.push(texts.lint.noPreviewText);
  if (missing.length > 0) findings.push(texts.lint.missing(missing.join(", ")));
  if (html !== undefined) findings.push(...lintHtml(html));
  return findings;
}

function lintHtml(html: string): string[] {
  const findings: string[] = [];
  // A document of its own: nothing in it runs or is loaded.
  const page = new DOMParser().parseFromString(html, "text/html");
  const withoutAlt = page.querySelectorAll("img:not([alt])").length;
  if (withoutAlt > 0) findings.push(texts.lint.noAlt(withoutAlt));
  const addresses = [
    ...[...page.querySelectorAll("a[href]")].map((link) => link.getAttribute("href") ?? ""),
    ...[...page.querySelectorAll("img[src]")].map((image) => image.getAttribute("src") ?? ""),
  ];
  const insecure = addresses.filter((address) => /^http:/i.test(address)).length;
  if (insecure > 0) findings.push(texts.lint.insecure(insecure));
  const relative = addresses.filter((address) => !/^(?:[a-z][a-z\d+.-]*:|#)/i.test(address.trim())).length;
  if (relative > 0) findings.push(texts.lint.relative(relative));
  const dropped = DROPPED.filter((name) => page.querySelector(name) !== null);
  if (dropped.length > 0) findings.push(texts.lint.dropped(dropped.join(", ")));
  if (new Blob([html]).size > CLIPPED_AFTER) findings.push(texts.lint.clipped);
  return findings;
}
