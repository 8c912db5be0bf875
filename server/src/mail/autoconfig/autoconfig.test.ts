import { fakeDns, type DnsRecords } from "@posthorn/fakes/dns";
import { type MailSettingsHost, startMailSettingsHost } from "@posthorn/fakes/mail-settings-host";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { DiscoverMail } from "../../core/mail-autoconfig.ts";
import { createHttpClient, type HttpClient } from "../../net/http-client.ts";
import { createMailAutoconfig } from "./autoconfig.ts";

const DOMAIN = "example.test";
const EMAIL = `ada@${DOMAIN}`;
const PUNYCODE = "xn--bcher-kva.test";

let host: MailSettingsHost;
beforeAll(async () => {
  const domains = [DOMAIN, `*.${DOMAIN}`, PUNYCODE, `*.${PUNYCODE}`, "autoconfig.thunderbird.net", "other.test"];
  host = await startMailSettingsHost([...domains, "*.other.test", "autoconfig.yandex.ru"]);
});
afterAll(() => host.close());

let http: HttpClient;
beforeEach(() => {
  http = createHttpClient({ policy: "off", connectTimeoutMs: 5000, proxy: () => host.proxyUrl, ca: host.ca });
});
afterEach(async () => {
  await http.close();
  host.clear();
});

const discover = (records: DnsRecords = {}): DiscoverMail =>
  // Nobody waits so long; a busy machine is no failure.
  createMailAutoconfig({ dns: fakeDns(records), http }, { methodMs: 60_000, exchangeMs: 60_000 });
const find = (records: DnsRecords = {}, email = EMAIL, options = {}) => discover(records)(email, options);

interface Server {
  host: string;
  port?: number;
  socketType?: string;
  user?: string;
}
const block = (tag: string, type: string, port: number, server: Server | undefined) =>
  server === undefined
    ? ""
    : `<${tag} type="${type}"><hostname>${server.host}</hostname><port>${server.port ?? port}</port>` +
      `<socketType>${server.socketType ?? "SSL"}</socketType>` +
      `<username>${server.user ?? "%EMAILADDRESS%"}</username></${tag}>`;
const config = (imap?: Server, smtp?: Server) =>
  `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="x"><domain>x</domain>` +
  `<incomingServer type="pop3"><hostname>pop.x.test</hostname><port>995</port></incomingServer>` +
  `${block("incomingServer", "imap", 993, imap)}${block("outgoingServer", "smtp", 465, smtp)}` +
  `</emailProvider></clientConfig>`;
const both = (name: string) => config({ host: `imap.${name}` }, { host: `smtp.${name}` });

const WELL_KNOWN = `${DOMAIN}/.well-known/autoconfig/mail/config-v1.1.xml`;
const AUTOCONFIG = `autoconfig.${DOMAIN}/mail/config-v1.1.xml`;
const ISPDB = `https://autoconfig.thunderbird.net/v1.1/${DOMAIN}`;
const AUTODISCOVER = `https://autodiscover.${DOMAIN}/autodiscover/autodiscover.xml`;

const login = { auth: { user: EMAIL } };

describe("the first mail exchanger", () => {
  it.each([
    ["mx1.larksuite.com", "imap.larksuite.com", "smtp.larksuite.com"],
    ["inbound-smtp.eu-west-1.amazonaws.com", "imap.mail.eu-west-1.awsapps.com", "smtp.mail.eu-west-1.awsapps.com"],
    ["MX.zoho.eu", "imappro.zoho.eu", "smtppro.zoho.eu"],
    ["mx2.zoho.com", "imappro.zoho.com", "smtppro.zoho.com"],
    ["mx.zone.eu", "mail.zone.ee", "smtp.zone.ee"],
  ])("%s gives its servers away, and nobody else is asked", async (exchange, imap, smtp) => {
    expect(await find({ mx: { [DOMAIN]: [exchange, "mx.elsewhere.test"] } })).toEqual({
      imap: { host: imap, port: 993, secure: true, ...login },
      smtp: { host: smtp, port: 465, secure: true, ...login },
      _source: "mx",
    });
    expect(host.requests).toEqual([]);
  });

  it("of Microsoft leads to STARTTLS for sending", async () => {
    expect(await find({ mx: { [DOMAIN]: ["example-test.mail.protection.outlook.com"] } })).toEqual({
      imap: { host: "outlook.office365.com", port: 993, secure: true, ...login },
      smtp: { host: "smtp.office365.com", port: 587, secure: false, ...login },
      _source: "mx",
    });
  });

  it("of Google leads to the records of gmail.com, and to an app password", async () => {
    const srv = {
      "_imaps._tcp.gmail.com": ["imap.gmail.com:993"],
      "_submission._tcp.gmail.com": ["smtp.gmail.com:587"],
    };
    expect(await find({ mx: { [DOMAIN]: ["aspmx.l.google.com"] }, srv })).toEqual({
      imap: { host: "imap.gmail.com", port: 993, secure: true, ...login },
      smtp: { host: "smtp.gmail.com", port: 587, secure: false, ...login },
      appPassword: { required: true, provider: "Gmail", instructions: expect.stringContaining("https://") as string },
      _source: "mx",
    });
  });

  it("of Yandex leads to the file of yandex.ru", async () => {
    host.answer("https://autoconfig.yandex.ru/mail/config-v1.1.xml", { body: both("yandex.ru") });
    expect(await find({ mx: { [DOMAIN]: ["mx.yandex.net"] } })).toMatchObject({
      imap: { host: "imap.yandex.ru", ...login },
      _source: "mx",
    });
  });

  it("that is not the most wanted one counts for nothing", async () => {
    expect(await find({ mx: { [DOMAIN]: ["mx.elsewhere.test", "mx1.larksuite.com"] } })).toMatchObject({
      _source: "unknown",
    });
  });
});

describe("the best answer", () => {
  const answers = () => {
    host.answer(`https://${AUTOCONFIG}`, { body: both("autoconfig.test") });
    host.answer(`https://${WELL_KNOWN}`, { body: both("well-known.test") });
    host.answer(ISPDB, { body: both("mozilla.test") });
    host.answer(AUTODISCOVER, { body: exchange({ IMAP: { Server: "imap.autodiscover.test" } }) });
  };
  const srv = {
    [`_imaps._tcp.${DOMAIN}`]: ["imap.srv.test:993"],
    [`_submissions._tcp.${DOMAIN}`]: ["smtp.srv.test:465"],
  };

  it("is found in a fixed order", async () => {
    const order: unknown[] = [];
    const without = [`https://${AUTOCONFIG}`, `https://${WELL_KNOWN}`, "srv", ISPDB, AUTODISCOVER, "nothing"];
    for (const [index] of without.entries()) {
      host.clear();
      answers();
      for (const url of without.slice(0, index)) host.answer(url, { status: 404 });
      order.push((await find(index > 2 ? {} : { srv }))._source);
    }
    expect(order).toEqual(["autoconfig", "well-known", "srv", "mozilla", "autodiscover", "unknown"]);
  });

  it("is not the first one", async () => {
    host.answer(ISPDB, { body: both("mozilla.test") });
    host.answer(`https://${AUTOCONFIG}`, async () => {
      await vi.waitFor(() => expect(host.requests.map(({ url }) => url)).toContain(ISPDB), 30_000);
      return { body: both("autoconfig.test") };
    });
    expect(await find({ srv })).toMatchObject({ _source: "autoconfig", imap: { host: "imap.autoconfig.test" } });
  });

  it("is never an empty one", async () => {
    host.answer(`https://${AUTOCONFIG}`, { body: config() });
    host.answer(`https://${WELL_KNOWN}`, { body: "<html>Not found, said with 200" });
    host.answer(ISPDB, { body: both("mozilla.test") });
    expect(await find()).toMatchObject({ _source: "mozilla" });
  });

  it("has both kinds of servers, if any has", async () => {
    host.answer(`https://${AUTOCONFIG}`, { body: config({ host: "imap.half.test" }) });
    host.answer(ISPDB, { body: both("mozilla.test") });
    expect(await find()).toMatchObject({ _source: "mozilla", smtp: { host: "smtp.mozilla.test" } });
    host.answer(ISPDB, { status: 404 });
    expect(await find()).toEqual({
      imap: { host: "imap.half.test", port: 993, secure: true, ...login },
      smtp: false,
      _source: "autoconfig",
    });
  });

  it("comes over plain HTTP only when nobody else knows any, and tells nobody on the way the address", async () => {
    for (const place of [AUTOCONFIG, WELL_KNOWN]) {
      host.answer(`http://${place}`, { body: both("plain.test") });
      expect(await find()).toMatchObject({ imap: { host: "imap.plain.test" } });
    }
    expect((await find())._source).toBe("autoconfig");
    const plain = host.requests.filter(({ url }) => url.startsWith("http://"));
    expect(JSON.stringify(plain)).not.toContain("ada");
    host.answer(ISPDB, { body: config({ host: "imap.mozilla.test" }) });
    expect(await find()).toMatchObject({ imap: { host: "imap.mozilla.test" }, smtp: false });
  });

  it("does not wait for hosts that never answer", async () => {
    host.answer(`https://${AUTOCONFIG}`, { body: both("autoconfig.test") });
    for (const url of [`https://${WELL_KNOWN}`, `http://${WELL_KNOWN}`, ISPDB, AUTODISCOVER]) host.answer(url, null);
    expect(await find()).toMatchObject({ _source: "autoconfig" });
  });
});

describe("a file of settings", () => {
  const tell = (body: string) => host.answer(`https://${WELL_KNOWN}`, { body });

  it("may speak of the address in placeholders", async () => {
    tell(
      config(
        { host: "%EMAILDOMAIN%", user: "%EMAILLOCALPART%" },
        { host: "mail.%EMAILDOMAIN%", user: "x-%EMAILADDRESS%" },
      ),
    );
    expect(await find()).toMatchObject({
      imap: { host: DOMAIN, auth: { user: "ada" } },
      smtp: { host: `mail.${DOMAIN}`, auth: { user: `x-${EMAIL}` } },
    });
  });

  it("tells how TLS begins", async () => {
    tell(
      config({ host: "a.test", port: 143, socketType: "STARTTLS" }, { host: "b.test", port: 25, socketType: "plain" }),
    );
    expect(await find()).toMatchObject({ imap: { port: 143, secure: false }, smtp: { port: 25, secure: false } });
  });

  it("is asked for with the address, and with a domain that DNS understands", async () => {
    host.answer(`https://autoconfig.${PUNYCODE}/mail/config-v1.1.xml`, { body: both("%EMAILDOMAIN%") });
    expect(await find({}, "ada+x@bücher.test")).toMatchObject({
      imap: { host: `imap.${PUNYCODE}`, auth: { user: "ada+x@bücher.test" } },
    });
    expect(host.requests.map(({ url }) => url)).toContain(
      `https://autoconfig.${PUNYCODE}/mail/config-v1.1.xml?emailaddress=ada%2Bx%40b%C3%BCcher.test`,
    );
  });

  it("is followed to another place, but never from HTTPS to HTTP", async () => {
    host.answer(`https://${WELL_KNOWN}`, { status: 301, headers: { location: "https://other.test/mail.xml" } });
    host.answer("https://other.test/mail.xml", { body: both("other.test") });
    expect(await find()).toMatchObject({ imap: { host: "imap.other.test" } });
    host.answer(`https://${WELL_KNOWN}`, { status: 301, headers: { location: "http://other.test/mail.xml" } });
    host.answer("http://other.test/mail.xml", { body: both("plain.test") });
    expect(await find()).toMatchObject({ _source: "unknown" });
  });

  it.each([
    ["redirects without an end", { status: 302, headers: { location: `https://${WELL_KNOWN}` } }],
    ["megabytes", { body: `${" ".repeat(1024 * 1024)}${both("x.test")}` }],
    ["hosts that are none", { body: both("x test/../") }],
    ["ports that are none", { body: config({ host: "a.test", port: 99_999 }, { host: "a.test", port: 0 }) }],
    ["elements nested without an end", { body: "<a>".repeat(21_000) }],
    [
      "entities of its own",
      { body: `<!DOCTYPE x [<!ENTITY h SYSTEM "file:///etc/hostname">]>${config({ host: "&h;" }, { host: "&h;" })}` },
    ],
  ])("with %s is not believed", async (_what, answer) => {
    host.answer(`https://${WELL_KNOWN}`, answer);
    expect(await find()).toEqual({ imap: false, smtp: false, _source: "unknown" });
  });
});

type Protocol = Record<string, string>;
const exchange = (protocols: Record<string, Protocol | Protocol[]>) =>
  `<?xml version="1.0"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
  <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"><Account>
  <AccountType>email</AccountType><Action>settings</Action>${Object.entries(protocols)
    .flatMap(([type, given]) => [given].flat().map((fields) => ({ Type: type, ...fields })))
    .map(
      (fields) =>
        `<Protocol>${Object.entries(fields)
          .map(([key, value]) => `<${key}>${value}</${key}>`)
          .join("")}</Protocol>`,
    )
    .join("")}</Account></Response></Autodiscover>`;
const sendTo = (action: string, element: string, place: string) =>
  `<Autodiscover><Response><Account><Action>${action}</Action><${element}>${place}</${element}></Account></Response></Autodiscover>`;
const SETTINGS = exchange({
  IMAP: [{ Server: "" }, { Server: "imap.x.test", Port: "993", SSL: "on", LoginName: "EX\\ada" }],
  SMTP: { Server: "smtp.x.test", Port: "587", SSL: "on" },
});
const FOUND = {
  imap: { host: "imap.x.test", port: 993, secure: true, auth: { user: "EX\\ada" } },
  smtp: { host: "smtp.x.test", port: 587, secure: false },
  _source: "autodiscover",
};

describe("Exchange autodiscovery", () => {
  it("posts the address, and passes over entries without a host", async () => {
    host.answer(AUTODISCOVER, { body: SETTINGS });
    expect(await find()).toEqual(FOUND);
    const request = host.requests.find(({ method }) => method === "POST");
    expect(request?.headers["content-type"]).toMatch(/^text\/xml/);
    expect(request?.body).toContain(`<EMailAddress>${EMAIL}</EMailAddress>`);
  });

  it("goes where the domain's SRV record says", async () => {
    host.answer("https://ex.other.test:4443/autodiscover/autodiscover.xml", { body: SETTINGS });
    expect(await find({ srv: { [`_autodiscover._tcp.${DOMAIN}`]: ["ex.other.test:4443"] } })).toEqual(FOUND);
  });

  it.each([
    ["an HTTP redirect", { status: 302, headers: { location: "https://ex.other.test/there" } }],
    ["a redirectUrl", { body: sendTo("redirectUrl", "RedirectUrl", "https://ex.other.test/there") }],
  ])("follows %s", async (_what, answer) => {
    host.answer(AUTODISCOVER, answer);
    host.answer("https://ex.other.test/there", { body: SETTINGS });
    expect(await find()).toEqual(FOUND);
  });

  it("asks for another address when told so, and stops when it goes on like this", async () => {
    host.answer(AUTODISCOVER, { body: sendTo("redirectAddr", "RedirectAddr", "ada@other.test") });
    host.answer("https://autodiscover.other.test/autodiscover/autodiscover.xml", { body: SETTINGS });
    expect(await find()).toEqual(FOUND);
    expect(host.requests.at(-1)?.body).toContain("<EMailAddress>ada@other.test</EMailAddress>");
    host.answer(AUTODISCOVER, { body: sendTo("redirectAddr", "RedirectAddr", EMAIL) });
    expect(await find()).toMatchObject({ _source: "unknown" });
  });

  describe("with a login", () => {
    const secret = { login: { user: "EX\\ada", pass: "hé:llo" } };
    const expected = `Basic ${Buffer.from("EX\\ada:hé:llo").toString("base64")}`;
    const challenge = { status: 401, headers: { "www-authenticate": ["Negotiate", 'Basic realm="x"'] } };
    const authorizations = () =>
      host.requests.flatMap(({ url, headers }) => (headers["authorization"] ? [[url, headers["authorization"]]] : []));

    it("shows it to the host that asked for it, and remembers nothing of it", async () => {
      host.answer(AUTODISCOVER, ({ headers }) =>
        headers["authorization"] === expected ? { body: SETTINGS } : challenge,
      );
      const asking = discover();
      expect(await asking(EMAIL, {})).toMatchObject({ _source: "unknown" });
      expect(await asking(EMAIL, secret)).toEqual(FOUND);
      expect(authorizations()).toEqual([[AUTODISCOVER, expected]]);
      expect(await asking(EMAIL, {})).toMatchObject({ _source: "unknown" });
    });

    it("shows it to nobody who did not ask for it", async () => {
      for (const url of [`https://${AUTOCONFIG}`, `https://${WELL_KNOWN}`, `http://${WELL_KNOWN}`, ISPDB])
        host.answer(url, challenge);
      host.answer(AUTODISCOVER, { status: 401, headers: { "www-authenticate": "NTLM" } });
      expect(await find({}, EMAIL, secret)).toMatchObject({ _source: "unknown" });
      expect(authorizations()).toEqual([]);
    });

    it.each([
      ["an HTTP redirect", { status: 302, headers: { location: "https://ex.other.test/there" } }],
      ["a redirectUrl", { body: sendTo("redirectUrl", "RedirectUrl", "https://ex.other.test/there") }],
      ["a redirectAddr", { body: sendTo("redirectAddr", "RedirectAddr", "ada@other.test") }],
    ])("does not take it along on %s", async (_what, answer) => {
      host.answer(AUTODISCOVER, ({ headers }) => (headers["authorization"] === expected ? answer : challenge));
      for (const url of [
        "https://ex.other.test/there",
        "https://autodiscover.other.test/autodiscover/autodiscover.xml",
      ])
        host.answer(url, challenge);
      expect(await find({}, EMAIL, secret)).toMatchObject({ _source: "unknown" });
      expect(authorizations()).toEqual([[AUTODISCOVER, expected]]);
    });
  });
});

describe("what is found out", () => {
  it("is remembered for the domain, and filled in for each address", async () => {
    host.answer(`https://${WELL_KNOWN}`, { body: both("x.test") });
    const asking = discover();
    await asking(EMAIL, {});
    const count = host.requests.length;
    expect(await asking(`bob@${DOMAIN}`, {})).toMatchObject({ imap: { auth: { user: `bob@${DOMAIN}` } } });
    expect(host.requests).toHaveLength(count);
  });

  it("holds for one address alone when it names its user", async () => {
    host.answer(`https://${AUTOCONFIG}`, ({ url }) => ({
      body: config({ host: "imap.x.test", user: url.includes("ada") ? "u1" : "u2" }, { host: "smtp.x.test" }),
    }));
    const asking = discover();
    for (let i = 0; i < 2; i++) {
      expect(await asking(EMAIL, {})).toMatchObject({ imap: { auth: { user: "u1" } } });
      expect(await asking(`bob@${DOMAIN}`, {})).toMatchObject({ imap: { auth: { user: "u2" } } });
    }
    expect(host.requests.filter(({ url }) => url.startsWith(`https://${AUTOCONFIG}`))).toHaveLength(2);
  });

  it("is not remembered when the caller left", async () => {
    const asking = discover();
    await expect(asking(EMAIL, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
    host.answer(`https://${WELL_KNOWN}`, { body: both("x.test") });
    expect(await asking(EMAIL, {})).toMatchObject({ _source: "well-known" });
  });

  it("is nothing without a network", async () => {
    const unreachable = createHttpClient({ policy: "off", connectTimeoutMs: 100, proxy: () => "http://127.0.0.1:1" });
    const asking = createMailAutoconfig(
      { dns: fakeDns({ isSilent: true }), http: unreachable },
      { methodMs: 100, exchangeMs: 50 },
    );
    expect(await asking("ada@t-online.de", {})).toEqual({
      imap: false,
      smtp: false,
      appPassword: expect.objectContaining({ required: true, provider: "T-Online" }) as object,
      _source: "unknown",
    });
    await unreachable.close();
  });

  it("says so where no password will do", async () => {
    expect((await find({}, "ada@hotmail.com")).appPassword).toMatchObject({ required: false, warning: /OAuth2/ });
  });
});

it("keeps within the addresses that outgoing HTTP may reach", async () => {
  const direct = createHttpClient({ policy: "private", connectTimeoutMs: 1000, proxy: () => undefined, ca: host.ca });
  const port = new URL(host.proxyUrl).port;
  const dns = fakeDns({ srv: { [`_autodiscover._tcp.${DOMAIN}`]: [`localhost:${port}`] } });
  expect(await createMailAutoconfig({ dns, http: direct })(EMAIL, {})).toMatchObject({ _source: "unknown" });
  expect(host.asked).toEqual([]);
  await direct.close();
});
