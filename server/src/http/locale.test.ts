import { LOCALES } from "@posthorn/contracts/locales";
import { describe, expect, it } from "vitest";
import { type LocaleSources, resolveLocale } from "./locale.ts";

const resolve = (given: Partial<LocaleSources>) =>
  resolveLocale({ url: "/", headers: {}, setting: undefined, ...given });
const accepting = (header: string) => resolve({ headers: { "accept-language": header }, setting: "et" });

/** Every place that names a language, the strongest first, each with one of its own. */
const EVERYWHERE: LocaleSources = {
  url: "/v1/accounts?page=0&locale=fr",
  headers: { "x-ee-locale": "de", cookie: "session=1; locale=pl; x=y", "accept-language": "ja,nl;q=0.5" },
  setting: "es",
};

describe("the language of a request", () => {
  it("is what its strongest place names", () => {
    const { headers } = EVERYWHERE;
    const without = (...names: string[]) =>
      Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
    expect(resolveLocale(EVERYWHERE)).toBe("fr");
    const rest = { ...EVERYWHERE, url: "/v1/accounts" };
    expect(resolveLocale(rest)).toBe("de");
    expect(resolveLocale({ ...rest, headers: without("x-ee-locale") })).toBe("pl");
    expect(resolveLocale({ ...rest, headers: without("x-ee-locale", "cookie") })).toBe("ja");
    expect(resolveLocale({ ...rest, headers: {} })).toBe("es");
    expect(resolveLocale({ ...rest, headers: {}, setting: undefined })).toBe("en");
  });

  it("passes over what names none of ours", () => {
    for (const wrong of ["fi", "", "*", "../../etc", "%00"]) {
      const url = `/x?locale=${wrong}`;
      expect(resolve({ url, headers: { "x-ee-locale": wrong, cookie: `locale=${wrong}` }, setting: "sv" })).toBe("sv");
      expect(resolve({ url, headers: { "accept-language": wrong }, setting: wrong })).toBe("en");
    }
  });

  it("is any of ours, also with a region", () => {
    for (const locale of LOCALES) {
      expect(resolve({ url: `/?locale=${locale}`, setting: "xx" })).toBe(locale);
      expect(resolve({ headers: { "x-ee-locale": `${locale}-XX` } })).toBe(locale);
    }
  });

  it.each([
    ["locale=tr", "tr"],
    ['locale="tr"', "tr"],
    ["a=b;locale = tr ;c", "tr"],
    ["mylocale=tr", "en"],
    ["locale", "en"],
    ["locale=xx; locale=tr", "en"],
  ])("is read from the cookies %j", (cookie, locale) => {
    expect(resolve({ headers: { cookie } })).toBe(locale);
  });

  it("is read from a URL that is broken otherwise", () => {
    expect(resolve({ url: "/%zz?%&locale=it&locale=de" })).toBe("it");
    expect(resolve({ url: undefined })).toBe("en");
  });
});

describe("Accept-Language", () => {
  it.each([
    ["de", "de"],
    ["de-AT", "de"],
    ["DE-at;Q=0.5", "de"],
    ["fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "fr"],
    ["en;q=0.5, de;q=0.8", "de"],
    ["de;q=0.8, fr;q=0.8", "de"],
    ["fi, sv;q=0.5, en;q=0.1", "sv"],
    ["fi, en", "en"],
    ["de;q=0, nl;q=0.001", "nl"],
    ["de;q=0, de-AT, nl;q=0.1", "nl"],
    ["de;level=1;q=0.2, nl;q=0.3", "nl"],
    ["de;q=2, nl;q=0.1", "nl"],
    ["*", "et"],
    ["fi, *;q=0.5", "et"],
    ["", "et"],
    [",;,q=1", "et"],
    [`${"fi,".repeat(3000)}pl`, "pl"],
  ])("%j asks for %s", (header, locale) => {
    expect(accepting(header)).toBe(locale);
  });
});
