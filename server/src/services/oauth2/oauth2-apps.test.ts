import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertOAuth2App, noteOAuth2AppError, notePubSubError } from "../../storage/oauth2-apps.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const GMAIL = {
  name: "Mail",
  provider: "gmail",
  clientId: "client-1",
  clientSecret: "a-secret-of-the-client",
  redirectUrl: "http://127.0.0.1:3000/oauth",
};
const SERVICE_EMAIL = "robot@project-1.iam.gserviceaccount.com";
const SERVICE = {
  name: "Robot",
  provider: "gmailService",
  serviceClient: "1234567890",
  serviceClientEmail: SERVICE_EMAIL,
  serviceKey: "-----BEGIN PRIVATE KEY-----",
};
const TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const OUTLOOK_SERVICE = { name: "Graph", provider: "outlookService", clientId: "client-1", clientSecret: "a-secret-of-the-client", authority: TENANT }; // prettier-ignore

const keysOf = (body: Record<string, unknown>) => (body["fields"] as { key: string }[]).map(({ key }) => key);

describe.each(TEST_ENGINES)("OAuth2 applications on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
  });
  afterAll(() => gateway.close());

  const create = (body: object) => gateway.call("POST", "/v1/oauth2", body);
  const created = async (body: object) => String((await create(body)).body["id"]);
  const get = async (id: string) => (await gateway.call("GET", `/v1/oauth2/${id}`)).body;
  const update = (id: string, body: object) => gateway.call("PUT", `/v1/oauth2/${id}`, body);

  it("are added, and read without their secrets", async () => {
    const { status, body } = await create({ ...GMAIL, enabled: true, title: "Sign in with Google", extraScopes: "a" });
    expect(status).toBe(200);
    expect(body).toEqual({ id: expect.any(String) as string, created: true });
    expect(await get(String(body["id"]))).toEqual({
      ...GMAIL,
      id: body["id"],
      title: "Sign in with Google",
      clientSecret: "******",
      enabled: true,
      includeInListing: true,
      created: expect.any(String) as string,
      updated: expect.any(String) as string,
      baseScopes: "imap",
      extraScopes: ["a"],
      skipScopes: [],
      googleWorkspaceAccounts: false,
      lastError: null,
      accounts: 0,
    });
  });

  it("are always on and never listed in the form where they need no consent", async () => {
    expect(await get(await created(SERVICE))).toMatchObject({ enabled: true, includeInListing: false, authMethod: "serviceKey", serviceKey: "******" }); // prettier-ignore
    expect(await get(await created(OUTLOOK_SERVICE))).toMatchObject({ enabled: true, includeInListing: false, baseScopes: "api", cloud: "global", authority: TENANT, tenant: TENANT }); // prettier-ignore
  });

  it("are listed newest first, page by page", async () => {
    const ids = [await created(GMAIL), await created({ ...GMAIL, name: "Second" })];
    const { body } = await gateway.call("GET", "/v1/oauth2?pageSize=2");
    const apps = body["apps"] as Record<string, unknown>[];
    expect(apps.map(({ id }) => id)).toEqual(ids.toReversed());
    expect(apps[0]).toMatchObject({ name: "Second", clientSecret: "******" });
    expect(apps[0]).not.toHaveProperty("accounts");
    expect(body["total"]).toBeGreaterThan(2);
    expect((await gateway.call("GET", "/v1/oauth2?page=1000")).body).toMatchObject({ apps: [], total: body["total"] });
  });

  it("change in what is named, and keep the rest", async () => {
    const id = await created({ ...GMAIL, title: "Old", googleProjectId: "project-1" });
    expect((await update(id, { title: "New", googleProjectId: null, skipScopes: ["openid"] })).body).toEqual({ id, updated: true }); // prettier-ignore
    const changed = await get(id);
    expect(changed).toMatchObject({
      title: "New",
      clientId: "client-1",
      clientSecret: "******",
      skipScopes: ["openid"],
    });
    expect(changed).not.toHaveProperty("googleProjectId");
    for (const body of [{ clientId: null }, { redirectUrl: false }, { clientSecret: "" }])
      expect(keysOf((await update(id, body)).body)).toEqual(Object.keys(body));
    for (const body of [{ provider: "outlook" }, { baseScopes: "api" }, { authMethod: "serviceKey" }])
      expect((await update(id, body)).status).toBe(400);
    expect(await update("nowhere", {})).toMatchObject({ status: 404, body: { code: "NotFound" } });

    const outlook = await created({ ...GMAIL, provider: "outlook", authority: "common" });
    await update(outlook, { authority: "tenant", tenant: TENANT, cloud: "china" });
    expect(await get(outlook)).toMatchObject({ authority: TENANT, tenant: TENANT, cloud: "china" });
  });

  it("take no masked value for a secret", async () => {
    const id = await created(GMAIL);
    for (const answer of [
      await create({ ...GMAIL, clientSecret: "******" }),
      await update(id, { clientSecret: "******" }),
    ])
      expect(keysOf(answer.body)).toEqual(["clientSecret"]);
    expect(keysOf((await create({ ...SERVICE, serviceKey: "******" })).body)).toEqual(["serviceKey"]);
  });

  it("keep what they are set to sealed", async () => {
    await created({ ...GMAIL, clientSecret: "top-secret-word" });
    const rows = await gateway.storage.sql.selectFrom("oauth2Apps").selectAll().execute();
    expect(JSON.stringify(rows)).not.toMatch(/top-secret-word|client-1/);
  });

  it("go, leave their accounts, and say how many", async () => {
    const id = await created(GMAIL);
    const account = await gateway.addAccount({ imap: false, smtp: false, oauth2: { provider: id, auth: { user: "ada@example.com" }, refreshToken: "r" } }); // prettier-ignore
    expect(await get(id)).toMatchObject({ accounts: 1 });
    expect((await gateway.call("DELETE", `/v1/oauth2/${id}`)).body).toEqual({ id, deleted: true, accounts: 1 });
    expect((await gateway.call("DELETE", `/v1/oauth2/${id}`)).body).toEqual({ id, deleted: false, accounts: 1 });
    expect((await gateway.call("GET", `/v1/oauth2/${id}`)).status).toBe(404);
    expect((await gateway.call("GET", `/v1/account/${account}`)).body).toMatchObject({ type: "oauth2" });
  });

  it("show what their provider has against them, until it takes them or they change", async () => {
    const id = await created(GMAIL);
    const error = { response: "The client secret is wrong", serverResponseCode: "OauthRenewError" };
    await noteOAuth2AppError(gateway.storage, id, error);
    expect(await get(id)).toMatchObject({ lastError: error });
    await noteOAuth2AppError(gateway.storage, id, null);
    expect(await get(id)).toMatchObject({ lastError: null });
    await noteOAuth2AppError(gateway.storage, id, error);
    await update(id, { clientSecret: "another" });
    expect(await get(id)).toMatchObject({ lastError: null });
  });

  it("listen to Pub/Sub, and say what keeps them from it", async () => {
    const listener = await created({ ...SERVICE, baseScopes: "pubsub", googleProjectId: "project-1" });
    await notePubSubError(gateway.storage, listener, { message: "It is forbidden", description: null });
    const { body } = await gateway.call("GET", "/v1/pubsub/status");
    expect(body).toMatchObject({ total: 1, page: 0, pages: 1 });
    expect(body["apps"]).toEqual([
      {
        id: listener,
        name: "Robot",
        lastError: null,
        pubSubError: { message: "It is forbidden", description: null },
        status: "error",
        project: "project-1",
        topic: null,
        subscription: null,
        expiresAfterDays: 31,
      },
    ]);
    await noteOAuth2AppError(gateway.storage, listener, { response: "No such project" });
    await gateway.set({ gmailSubscriptionTtl: 0 });
    expect((await gateway.call("GET", "/v1/pubsub/status")).body["apps"]).toMatchObject([
      { status: "setupFailed", expiresAfterDays: null },
    ]);
    await gateway.set({ gmailSubscriptionTtl: null });
    const id = await created({ ...GMAIL, baseScopes: "api", pubSubApp: listener });
    expect(await get(id)).toMatchObject({ pubSubApp: listener });
    for (const pubSubApp of ["nowhere", id])
      expect(keysOf((await update(id, { pubSubApp })).body)).toEqual(["pubSubApp"]);
    // Once it is gone, others can be changed all the same.
    await gateway.call("DELETE", `/v1/oauth2/${listener}`);
    expect((await update(id, { title: "Still here" })).status).toBe(200);
    expect((await update(id, { pubSubApp: false })).status).toBe(200);
    expect(await get(id)).not.toHaveProperty("pubSubApp");
  });

  it("keep the ids that they had in old settings", async () => {
    await insertOAuth2App(gateway.storage, "gmail", { ...GMAIL, provider: "gmail", enabled: true }, 1);
    expect(await get("gmail")).toMatchObject({ id: "gmail", clientId: "client-1" });
    await gateway.call("DELETE", "/v1/oauth2/gmail");
  });

  it("are for tokens that are given them by name", async () => {
    for (const [permissions, status] of [
      [{ groups: ["account"] }, 403],
      [{ groups: ["oauth2"], actions: ["read"] }, 200],
    ] as const) {
      const token = await gateway.issue({ permissions: permissions as never });
      expect((await gateway.call("GET", "/v1/oauth2", undefined, { token })).status).toBe(status);
      expect((await gateway.call("POST", "/v1/oauth2", GMAIL, { token })).status).toBe(403);
    }
  });

  it.each([
    [{}, ["name", "provider"]],
    [{ name: "x", provider: "yahoo" }, ["provider"]],
    [{ name: "x", provider: "gmail" }, ["clientId", "clientSecret", "redirectUrl"]],
    [{ name: "x", provider: "outlook" }, ["clientId", "clientSecret", "redirectUrl", "authority"]],
    [{ name: "x", provider: "outlookService" }, ["clientId", "clientSecret", "authority"]],
    [{ name: "x", provider: "gmailService" }, ["serviceClient", "serviceClientEmail", "serviceKey"]],
    [{ ...SERVICE, authMethod: "externalAccount" }, ["externalAccount"]],
    [{ ...SERVICE, authMethod: "externalAccount", externalAccount: "{}" }, ["externalAccount"]],
    [{ ...OUTLOOK_SERVICE, authority: "common" }, ["authority"]],
    [{ ...OUTLOOK_SERVICE, authority: "a/../b" }, ["authority"]],
    [{ ...GMAIL, provider: "outlook", authority: "common", baseScopes: "pubsub" }, ["baseScopes"]],
    [{ ...GMAIL, provider: "mailRu", baseScopes: "api" }, ["baseScopes"]],
    [{ ...GMAIL, redirectUrl: "ftp://x" }, ["redirectUrl"]],
    [{ ...GMAIL, googleProjectId: "Nope" }, ["googleProjectId"]],
    [{ ...GMAIL, googleTopicName: "google-topic" }, ["googleTopicName"]],
    [{ ...GMAIL, extraScopes: ["x".repeat(256)] }, ["0"]],
    [{ ...GMAIL, nonsense: 1 }, ["nonsense"]],
  ])("refuse %j", async (body, keys) => {
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect(keysOf(answer.body)).toEqual(keys);
  });
});
