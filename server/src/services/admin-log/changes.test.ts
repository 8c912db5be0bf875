import { makeCertificate } from "@posthorn/fakes/certificate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { addUser, PASSWORD, signIn, type SignedInUser } from "../sessions/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("before and after of what people change on %s", (engine) => {
  let gateway: TestGateway;
  let ada: SignedInUser;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
    ada = await signIn(gateway, await addUser(gateway, "Ada"));
  });
  afterAll(() => gateway.close());

  type Entry = Record<string, unknown> & { id: string; changes: { field: string }[] | null };
  const log = async (query = "") => (await ada.call("GET", `/v1/admin-log${query}`)).body["entries"] as Entry[];
  /** Makes a call as somebody who signed in, and answers what the log says of it. */
  async function entryOf(method: string, path: string, body?: Record<string, unknown>): Promise<Entry> {
    await ada.call(method, path, body);
    const [entry] = await log();
    expect(entry).toMatchObject({ method: method.toLowerCase() });
    return entry as Entry;
  }
  const changesOf = async (...call: Parameters<typeof entryOf>) => (await entryOf(...call)).changes;

  it("are those of the settings that were sent", async () => {
    expect(await changesOf("POST", "/v1/settings", { deliveryAttempts: 7, logs: { maxLogLines: 5 } })).toEqual([
      { field: "deliveryAttempts", before: null, after: 7 },
      { field: "logs", before: null, after: { all: false, maxLogLines: 5, maxLogSize: 10_485_760 } },
    ]);
    expect(await changesOf("POST", "/v1/settings", { deliveryAttempts: 7 })).toEqual([]);
    expect(await changesOf("POST", "/v1/settings", { deliveryAttempts: null })).toEqual([
      { field: "deliveryAttempts", before: 7, after: null },
    ]);
    // What follows from it is told, too.
    await ada.call("POST", "/v1/settings", { notifyText: false });
    expect(await changesOf("POST", "/v1/settings", { generateEmailSummary: true })).toEqual([
      { field: "generateEmailSummary", before: null, after: true },
      { field: "notifyText", before: false, after: true },
    ]);
  });

  it("never have a secret, only that it was replaced", async () => {
    const secrets = {
      smtpServerPassword: "geheim-1",
      webhooks: "https://ada:geheim-2@hooks.example.com/",
      webhooksCustomHeaders: [{ key: "Authorization", value: "geheim-3" }],
      scriptEnv: '{"key":"geheim-4"}',
    };
    await ada.call("POST", "/v1/settings", secrets);
    expect(await changesOf("POST", "/v1/settings", { ...secrets, serviceSecret: "geheim-5" })).toEqual(
      [
        ["smtpServerPassword", "******"],
        ["webhooks", "https://******:******@hooks.example.com/"],
        ["webhooksCustomHeaders", [{ key: "Authorization", value: "******" }]],
        ["scriptEnv", "******"],
        ["serviceSecret", "******"],
      ].map(([field, value]) => ({ field, before: value, after: value })),
    );
    expect(await changesOf("POST", "/v1/settings", { serviceSecret: "" })).toEqual([]);
    expect(await changesOf("POST", "/v1/settings", { smtpServerPassword: null })).toEqual([
      { field: "smtpServerPassword", before: "******", after: null },
    ]);
    expect(JSON.stringify(await log("?pageSize=100"))).not.toContain("geheim");
  });

  it("are those of an account, without what changes by itself", async () => {
    const account = await gateway.addAccount();
    const entry = await entryOf("PUT", `/v1/account/${account}`, {
      name: "Another name",
      smtp: {
        host: "smtp.example.com",
        port: 587,
        auth: { user: "ada", pass: "geheim-6" },
        tls: { key: "geheim-7", servername: "mail" },
      },
    });
    expect(entry).toMatchObject({ target: account, status: 200 });
    expect(entry.changes).toEqual([
      { field: "name", before: "Ada", after: "Another name" },
      { field: "smtp.port", before: 465, after: 587 },
      { field: "smtp.secure", before: true },
      { field: "smtp.auth.pass", before: "******", after: "******" },
      { field: "smtp.tls.key", after: "******" },
      { field: "smtp.tls.servername", after: "mail" },
    ]);
    const replaced = { smtp: { partial: true, auth: { user: "ada", pass: "geheim-8" } } };
    expect(await changesOf("PUT", `/v1/account/${account}`, replaced)).toEqual([
      { field: "smtp.auth.pass", before: "******", after: "******" },
    ]);
    const gone = await changesOf("DELETE", `/v1/account/${account}`);
    expect(gone).toContainEqual({ field: "name", before: "Another name" });
    expect(gone?.map(({ field }) => field).filter((field) => /^(state|counters|last|sync)/.test(field))).toEqual([
      "syncFrom",
    ]);
    expect(JSON.stringify(await log("?pageSize=100"))).not.toContain("geheim");
  });

  it("are told of what is made and deleted", async () => {
    const gateways = { gateway: "relay", name: "Relay", host: "relay.example.com", port: 587, pass: "geheim-9" };
    expect(await changesOf("POST", "/v1/gateway", gateways)).toEqual(
      expect.arrayContaining([
        { field: "gateway", after: "relay" },
        { field: "pass", after: "******" },
      ]),
    );
    // Made anew, what was there is before.
    expect(await changesOf("POST", "/v1/gateway", { ...gateways, port: 25 })).toEqual([
      { field: "port", before: 587, after: 25 },
      { field: "pass", before: "******", after: "******" },
    ]);
    expect(await entryOf("PUT", "/v1/gateway/edit/relay", { port: 26 })).toMatchObject({
      target: "relay",
      changes: [{ field: "port", before: 25, after: 26 }],
    });
    expect(await changesOf("DELETE", "/v1/gateway/relay")).toContainEqual({ field: "port", before: 26 });

    const long = "x".repeat(2000);
    const made = await ada.call("POST", "/v1/webhooks/endpoint", {
      name: "CRM",
      targetUrl: "https://a.example/",
      fn: long,
    });
    const endpoint = String(made.body["id"]);
    const [{ changes }] = (await log()) as [Entry];
    expect(changes).toEqual(
      expect.arrayContaining([
        { field: "id", after: endpoint },
        { field: "secret", after: "******" },
        { field: "fn", after: `${"x".repeat(1000)}…`, cut: ["after"] },
      ]),
    );
    expect(await changesOf("PUT", `/v1/webhooks/endpoint/${endpoint}`, { paused: true })).toEqual([
      { field: "paused", before: false, after: true },
    ]);
    const rotated = await ada.call("POST", `/v1/webhooks/endpoint/${endpoint}/secret`, {});
    expect((await log())[0]?.changes).toEqual([{ field: "secret", before: "******", after: "******" }]);
    for (const { body } of [made, rotated]) expect(JSON.stringify(await log())).not.toContain(String(body["secret"]));

    const issued = await ada.call("POST", "/v1/tokens", { description: "The shop", scopes: ["*"] });
    const [{ changes: ofToken }] = (await log()) as [Entry];
    expect(ofToken).toContainEqual({ field: "scopes", after: ["*"] });
    expect(JSON.stringify(await log())).not.toContain(String(issued.body["token"]));
    const renewed = await ada.call("POST", `/v1/tokens/${String(issued.body["id"])}/rotate`, {});
    expect((await log())[0]?.changes).toEqual([{ field: "id", before: issued.body["id"], after: renewed.body["id"] }]);
    expect(JSON.stringify(await log())).not.toContain(String(renewed.body["token"]));
    expect(await changesOf("DELETE", `/v1/tokens/${String(renewed.body["id"])}`)).toContainEqual({
      field: "description",
      before: "The shop",
    });
  });

  it("are told of templates, applications, queues, users and addresses that get no mail", async () => {
    const content = { subject: "Hello", text: "Hello" };
    const template = await ada.call("POST", "/v1/templates/template", { account: null, name: "A", content });
    const path = `/v1/templates/template/${String(template.body["id"])}`;
    expect(await changesOf("PUT", path, { content: { ...content, text: "Bye" } })).toEqual([
      { field: "content.text", before: "Hello", after: "Bye" },
    ]);
    expect(await changesOf("POST", `${path}/versions/1/restore`)).toEqual([
      { field: "content.text", before: "Bye", after: "Hello" },
    ]);
    const app = await ada.call("POST", "/v1/oauth2", {
      name: "App",
      provider: "gmail",
      clientId: "id",
      clientSecret: "geheim-10",
      redirectUrl: "https://mail.example.com/oauth",
      baseScopes: "imap",
    });
    expect(
      await changesOf("PUT", `/v1/oauth2/${String(app.body["id"])}`, { title: "Google", clientSecret: "geheim-11" }),
    ).toEqual([
      { field: "clientSecret", before: "******", after: "******" },
      { field: "title", after: "Google" },
    ]);
    expect(await entryOf("PUT", "/v1/settings/queue/submit", { paused: true })).toMatchObject({
      target: "submit",
      changes: [{ field: "paused", before: false, after: true }],
    });
    const { body } = await ada.call("POST", "/v1/users", { name: "bo", role: "viewer" });
    const { id } = body["user"] as { id: string };
    expect(await entryOf("PUT", `/v1/users/${id}`, { role: "admin" })).toMatchObject({
      target: id,
      changes: [{ field: "role", before: "viewer", after: "admin" }],
    });
    expect(await changesOf("DELETE", `/v1/users/${id}`)).toEqual([
      { field: "id", before: id },
      { field: "name", before: "bo" },
      { field: "role", before: "admin" },
      { field: "disabled", before: false },
    ]);
    const entry = { account: await gateway.addAccount(), recipient: "left@example.com", reason: "asked" };
    await ada.call("POST", "/v1/blocklist/news.example.com", entry);
    expect(await changesOf("DELETE", "/v1/blocklist/news.example.com?recipient=left@example.com")).toEqual([
      { field: "recipient", before: "left@example.com" },
      { field: "account", before: entry.account },
      { field: "source", before: "admin" },
      { field: "reason", before: "asked" },
    ]);
    expect(JSON.stringify(await log("?pageSize=100"))).not.toContain("geheim");
  });

  it("are told of certificates, with their names and dates and never a key", async () => {
    const { cert, key } = makeCertificate(["mail.example.com", "smtp.example.com"]);
    const uploaded = await changesOf("POST", "/v1/certificates", { certificate: cert, privateKey: key });
    expect(uploaded).toEqual([
      { field: "certificate", after: expect.stringMatching(/^manual:/) as string },
      { field: "hostnames", after: ["mail.example.com", "smtp.example.com"] },
      ...["issuer", "notBefore", "notAfter", "fingerprint"].map((field) => ({
        field,
        after: expect.any(String) as string,
      })),
    ]);
    // In the place of the one for the same names.
    const next = makeCertificate(["mail.example.com", "smtp.example.com"]);
    expect(
      await changesOf("POST", "/v1/certificates", { certificate: next.cert, privateKey: next.key }),
    ).toContainEqual({
      field: "fingerprint",
      before: (uploaded ?? []).map((change) => (change as { after?: unknown }).after).at(-1),
      after: expect.any(String) as string,
    });
    const id = (uploaded as unknown as { after: string }[])[0]?.after ?? "";
    expect(await changesOf("DELETE", `/v1/certificates/${encodeURIComponent(id)}`)).toEqual(
      expect.arrayContaining([
        { field: "certificate", before: id },
        { field: "hostnames", before: ["mail.example.com", "smtp.example.com"] },
      ]),
    );
    await ada.call("POST", "/v1/settings", { tlsProvisioning: "acme" });
    expect(await changesOf("POST", "/v1/certificates/order", { hostname: "mail.example.com" })).toEqual([
      { field: "certificate", after: "acme:mail.example.com" },
    ]);
    await ada.call("DELETE", "/v1/certificates/acme:mail.example.com");
    expect(JSON.stringify(await log("?pageSize=100"))).not.toMatch(/PRIVATE KEY|BEGIN CERT/);
  });

  it("are told of all templates of an account at once, by name", async () => {
    const account = await gateway.addAccount();
    const make = async (name: string) => {
      const { body } = await ada.call("POST", "/v1/templates/template", { account, name, content: { text: "Hello" } });
      return String(body["id"]);
    };
    const [one, other] = [await make("Welcome"), await make("Goodbye")];
    const path = `/v1/templates/account/${account}?force=true`;
    const changes = await changesOf("DELETE", path);
    expect(changes?.[0]).toEqual({ field: "templates", before: 2 });
    expect(changes?.slice(1)).toEqual(
      expect.arrayContaining([
        { field: one, before: "Welcome" },
        { field: other, before: "Goodbye" },
      ]),
    );
    expect(changes).toHaveLength(3);
    expect(await changesOf("DELETE", path)).toEqual([{ field: "templates", before: 0 }]);
  });

  it("are of a password only that it was changed", async () => {
    const bea = await signIn(gateway, await addUser(gateway, "Bea"));
    const changed = await bea.call("PUT", "/v1/session/password", {
      currentPassword: PASSWORD,
      password: "geheim, geheimer, am geheimsten",
    });
    expect(changed.status).toBe(200);
    const [entry] = await log();
    expect(entry).toMatchObject({
      path: "/v1/session/password",
      changes: [{ field: "password", before: "******", after: "******" }],
    });
    const told = JSON.stringify(await log("?pageSize=100"));
    for (const password of [PASSWORD, "geheim"]) expect(told).not.toContain(password);
  });

  it("are not told of what was refused, of other calls, nor of a token's", async () => {
    expect(await changesOf("POST", "/v1/settings", { deliveryAttempts: -1 })).toBeNull();
    expect(await changesOf("PUT", "/v1/account/nobody", { name: "x" })).toBeNull();
    expect(await changesOf("POST", "/v1/session/totp/disable", { password: "x" })).toBeNull();
    const [newest] = await log();
    await gateway.call("POST", "/v1/settings", { deliveryAttempts: 8 });
    expect((await log())[0]).toEqual(newest);
  });

  it("are not told where they can't be read, and the call is made all the same", async () => {
    const account = await gateway.addAccount();
    const { schema } = gateway.storage.sql;
    await schema.alterTable("accountCounters").renameTo("elsewhere").execute();
    expect(await entryOf("PUT", `/v1/account/${account}`, { name: "Unseen" })).toMatchObject({
      status: 200,
      changes: null,
    });
    await schema.alterTable("elsewhere").renameTo("accountCounters").execute();
    expect((await ada.call("GET", `/v1/account/${account}`)).body).toMatchObject({ name: "Unseen" });
  });

  it("of settings are found together, also where they were made on the default endpoint of webhooks", async () => {
    const { body: made } = await ada.call("POST", "/v1/webhooks/endpoint", {
      name: "B",
      targetUrl: "https://b.example/",
    });
    const endpoint = (id: string) => `/v1/webhooks/endpoint/${id}`;
    await ada.call("POST", "/v1/settings", { webhooks: "https://old.example/hook" });
    await ada.call("PUT", endpoint("default"), { targetUrl: "https://new.example/hook" });
    await ada.call("PUT", endpoint(String(made["id"])), { targetUrl: "https://c.example/" });
    const [newest, older] = await log("?settings=true");
    expect(newest).toMatchObject({
      path: "/v1/webhooks/endpoint/{endpoint}",
      target: "default",
      user: { name: "Ada" },
      changes: [{ field: "targetUrl", before: "https://old.example/hook", after: "https://new.example/hook" }],
    });
    expect(older).toMatchObject({ path: "/v1/settings" });
    expect((await log("?settings=false"))[0]).toMatchObject({ target: made["id"] });
  });

  it("is found by its route and by its id", async () => {
    const ofSettings = await log("?path=/v1/settings&outcome=succeeded");
    expect(ofSettings.length).toBeGreaterThan(5);
    expect(new Set(ofSettings.map(({ path }) => path))).toEqual(new Set(["/v1/settings"]));
    expect(await log("?path=/v1/setting")).toEqual([]);
    const [entry] = ofSettings;
    expect((await ada.call("GET", `/v1/admin-log/${entry?.id}`)).body).toEqual(entry);
    expect((await ada.call("GET", "/v1/admin-log/none")).body).toMatchObject({ statusCode: 404, code: "NotFound" });
  });
});
