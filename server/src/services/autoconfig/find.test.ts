import { fakeDns } from "@posthorn/fakes/dns";
import { type MailSettingsHost, startMailSettingsHost } from "@posthorn/fakes/mail-settings-host";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../testing.ts";

const PLACE = "https://ex.example.test/autodiscover/autodiscover.xml";
const SETTINGS =
  "<Autodiscover><Response><Account><Protocol><Type>IMAP</Type><Server>imap.example.test</Server></Protocol>" +
  "</Account></Response></Autodiscover>";

describe("/v1/autoconfig", () => {
  let host: MailSettingsHost;
  let gateway: TestGateway;
  beforeAll(async () => {
    host = await startMailSettingsHost(["ex.example.test"]);
    const dns = fakeDns({
      mx: { "hosted.test": ["mx1.larksuite.com"] },
      srv: {
        "_autodiscover._tcp.example.test": ["ex.example.test:443"],
        "_autodiscover._tcp.behind.test": ["ex.example.test:443"],
      },
    });
    gateway = await createTestGateway("sqlite", { start: false, replace: { dns, httpsCa: host.ca } });
    await gateway.set({ httpProxyEnabled: true, httpProxyUrl: host.proxyUrl });
  });
  afterAll(async () => {
    await gateway.close();
    await host.close();
  });
  afterEach(() => host.clear());

  it("finds the servers of an address", async () => {
    const { status, body } = await gateway.call("GET", "/v1/autoconfig?email=ada%40hosted.test");
    expect(status).toBe(200);
    expect(body).toEqual({
      imap: { host: "imap.larksuite.com", port: 993, secure: true, auth: { user: "ada@hosted.test" } },
      smtp: { host: "smtp.larksuite.com", port: 465, secure: true, auth: { user: "ada@hosted.test" } },
      _source: "mx",
    });
  });

  it("answers 200 when nothing is known", async () => {
    const { status, body } = await gateway.call("GET", "/v1/autoconfig?email=ada%40nowhere.test");
    expect({ status, body }).toEqual({ status: 200, body: { imap: false, smtp: false, _source: "unknown" } });
  });

  it("asks through the proxy of mail connections where calls over HTTP have none of their own", async () => {
    await gateway.set({ httpProxyEnabled: null, httpProxyUrl: null, proxyEnabled: true, proxyUrl: host.proxyUrl });
    host.answer(PLACE, () => ({ body: SETTINGS }));
    const { body } = await gateway.call("GET", "/v1/autoconfig?email=eve%40behind.test");
    expect(body["_source"]).toBe("autodiscover");
    await gateway.set({ httpProxyEnabled: true, httpProxyUrl: host.proxyUrl, proxyEnabled: null, proxyUrl: null });
  });

  it("takes a login, by default that of the address, and keeps it out of the log", async () => {
    host.answer(PLACE, ({ headers }) =>
      headers["authorization"] === `Basic ${btoa("ada@example.test:open sesame")}`
        ? { body: SETTINGS }
        : { status: 401, headers: { "www-authenticate": "Basic" } },
    );
    const body = { email: "ada@example.test", auth: { pass: "open sesame" } };
    expect((await gateway.call("POST", "/v1/autoconfig", body)).body).toEqual({
      imap: { host: "imap.example.test", port: 993, secure: true },
      smtp: false,
      _source: "autodiscover",
    });
    expect((await gateway.call("POST", "/v1/autoconfig", { email: "ada@example.test" })).body).toMatchObject({
      _source: "unknown",
    });
    expect(JSON.stringify(gateway.logs)).not.toContain("open sesame");
  });

  it.each([
    ["GET", "/v1/autoconfig", undefined, "email"],
    ["GET", "/v1/autoconfig?email=nobody", undefined, "email"],
    ["POST", "/v1/autoconfig", { email: "a@example.test", auth: { user: "a" } }, "pass"],
    ["POST", "/v1/autoconfig", { email: "a@example.test", auth: { pass: "a".repeat(1025) } }, "pass"],
    ["POST", "/v1/autoconfig", { email: "a@example.test", more: 1 }, "more"],
  ])("%s %s with %j is refused for its %s", async (method, url, body, key) => {
    const answer = await gateway.call(method, url, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ fields: [expect.objectContaining({ key })] });
  });

  it("asks for the permission to look", async () => {
    const token = await gateway.issue({ permissions: { grants: [{ action: "read", group: "diagnostics" }] } });
    const other = await gateway.issue({ permissions: { grants: [{ action: "read", group: "account" }] } });
    const url = "/v1/autoconfig?email=ada%40hosted.test";
    expect((await gateway.call("GET", url, undefined, { token })).status).toBe(200);
    expect((await gateway.call("GET", url, undefined, { token: other })).status).toBe(403);
  });
});
