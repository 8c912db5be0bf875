import { LOCALES, type Locale } from "@posthorn/contracts/locales";
import { translateError } from "@posthorn/contracts/texts/translate-error";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PosthornError } from "../core/errors.ts";
import { createTestGateway, type TestGateway } from "../services/testing.ts";

let gateway: TestGateway;
let account: string;
beforeAll(async () => {
  gateway = await createTestGateway("sqlite", { env: { POSTHORN_CORS_ORIGIN: "https://app.example.com" } });
  account = await gateway.addConnected();
});
afterAll(() => gateway.close());

const NOT_FOUND = "Account record was not found for requested ID";
const inLanguage = (locale: Locale, text: string) => (locale === "en" ? text : translateError(text, locale));

async function ask(path = "/v1/account/nobody", headers: Record<string, string> = {}) {
  const { status, body, headers: answer } = await gateway.call("GET", path, undefined, { headers });
  return { status, body, language: answer["content-language"], vary: answer["vary"] };
}

describe("an error", () => {
  it("is told in each language by each way of naming it", async () => {
    for (const locale of LOCALES) {
      const ways: [string?, Record<string, string>?][] = [
        [`/v1/account/nobody?locale=${locale}`],
        [undefined, { "x-ee-locale": locale }],
        [undefined, { cookie: `locale=${locale}` }],
        [undefined, { "accept-language": `fi, ${locale};q=0.5` }],
      ];
      for (const [path, headers] of ways) {
        const { status, body, language, vary } = await ask(path, headers);
        expect({ status, body }).toEqual({
          status: 404,
          body: {
            statusCode: 404,
            error: "Not Found",
            message: inLanguage(locale, NOT_FOUND),
            code: "AccountNotFound",
          },
        });
        expect(language).toBe(locale === "en" ? undefined : locale);
        expect(vary).toContain("Accept-Language, X-EE-Locale, Cookie");
      }
    }
  });

  it("follows the setting when the request names no language of ours", async () => {
    const set = (locale: string) => gateway.call("POST", "/v1/settings", { locale });
    await set("de");
    expect((await ask()).body["message"]).toBe("Zur angegebenen Kennung wurde kein Konto gefunden");
    expect((await ask("/v1/account/nobody?locale=xx", { "accept-language": "*" })).language).toBe("de");
    expect((await ask(undefined, { "accept-language": "en-GB" })).body["message"]).toBe(NOT_FOUND);
    await set("en");
    expect((await ask()).body["message"]).toBe(NOT_FOUND);
  });

  it("names every faulty field, also that of a query with a locale", async () => {
    const { body } = await ask("/v1/accounts?page=-1&foo=1&locale=de");
    expect(body).toEqual({
      statusCode: 400,
      error: "Bad Request",
      message: "Ungültige Eingabe",
      fields: [
        { message: '"foo" ist nicht erlaubt', key: "foo", path: "query.foo" },
        { message: '"page" muss mindestens 0 sein', key: "page", path: "query.page" },
      ],
    });
  });

  it("is told before a token was looked at, and where no route is", async () => {
    const headers = { "x-ee-locale": "fr" };
    const unknown = await gateway.call("GET", "/v1/stats", undefined, { token: "f".repeat(64), headers });
    expect(unknown.body).toEqual({ statusCode: 401, error: "Unauthorized", message: "Jeton non valide" });
    expect(unknown.headers["www-authenticate"]).toBe('Bearer error="Bad token"');
    expect((await ask("/v1/nothing", headers)).body["message"]).toBe("Introuvable");
    expect((await ask("/v1/account/%zz?locale=fr")).body["message"]).toBe("URL non valide");
    const large = await gateway.call("POST", "/v1/account", { name: "x".repeat(2_000_000) }, { headers });
    expect(large.body["message"]).toBe("Le contenu de la requête dépasse la taille maximale autorisée : 1048576");
  });

  it("is told to who may not, or not so often", async () => {
    const restrictions = { referrers: null, addresses: null, rateLimit: { maxRequests: 1, timeWindow: 600 } };
    const token = await gateway.issue({ account, scopes: ["api"], restrictions });
    const ask = (path: string) => gateway.call("GET", path, undefined, { token, headers: { "x-ee-locale": "pl" } });
    const refused = await ask("/v1/account/other");
    expect([refused.status, refused.body["message"]]).toEqual([403, "Niedozwolone konto"]);
    await ask(`/v1/account/${account}`);
    const limited = await ask(`/v1/account/${account}`);
    expect([limited.status, limited.body["message"]]).toEqual([429, "Przekroczono limit żądań"]);
    expect(limited.body["ttl"]).toEqual(expect.any(Number));
  });

  it("goes over the wire as UTF-8", async () => {
    const ways: [string, Record<string, string>][] = [
      ["/v1/nothing?locale=ja", {}],
      ["/v1/nothing", { "X-EE-Locale": "ja" }],
      ["/v1/nothing", { Cookie: "locale=ja" }],
      ["/v1/nothing", { "Accept-Language": "ja-JP" }],
    ];
    for (const [path, headers] of ways) {
      const response = await fetch(gateway.url + path, { headers });
      expect(response.headers.get("content-language")).toBe("ja");
      expect(await response.json()).toMatchObject({ statusCode: 404, message: "見つかりません", code: "NotFound" });
    }
    const plain = await fetch(`${gateway.url}/v1/nothing`);
    expect(await plain.json()).toMatchObject({ message: "Not Found" });
  });

  it("keeps the words of a mail server", async () => {
    const answerTo = async (message: string) => {
      gateway.mailOf(account).failNext("listMailboxes", new PosthornError("refused", message));
      return ask(`/v1/account/${account}/mailboxes?locale=nl`);
    };
    expect((await answerTo("The mail server refused to list mailboxes: NO Over quota")).body["message"]).toBe(
      "De mailserver heeft de actie geweigerd: NO Over quota",
    );
    const foreign = await answerTo("NO Over quota");
    expect([foreign.body["message"], foreign.language]).toEqual(["NO Over quota", undefined]);
  });

  it("may still be shown to the origin that asked", async () => {
    const { vary } = await ask(undefined, { origin: "https://app.example.com" });
    expect(vary).toBe("Origin, Accept-Language, X-EE-Locale, Cookie");
  });
});

it("does not change what is answered when all is well", async () => {
  const { status, body, language, vary } = await ask("/v1/settings?locale=true", { "x-ee-locale": "de" });
  expect({ status, body, language, vary }).toEqual({
    status: 200,
    body: { locale: "en" },
    language: undefined,
    vary: "Origin",
  });
});
