import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "@posthorn/fakes/certificate";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { FAKE_TENANT, type FakeOAuth, startOAuth } from "@posthorn/fakes/oauth";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../testing.ts";

const ROBOT = "robot@project-1.iam.gserviceaccount.com";

describe("POST /v1/oauth2/{app}/verify", () => {
  let fake: FakeOAuth;
  let imap: FakeImap;
  let gateway: TestGateway;
  let serviceKey: string;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "posthorn-test-"));
    [fake, imap] = await Promise.all([
      startOAuth(),
      startFakeImap({ tls: { mode: "implicit", ...makeCertificate(["127.0.0.1"]) } }),
    ]);
    fake.addClient({ clientId: "client-1", clientSecret: "a-secret-of-the-client" });
    serviceKey = await fake.addServiceAccount({ clientId: "1234567890", email: ROBOT, domain: "example.com" });
    gateway = await createTestGateway("sqlite", {
      start: false,
      env: { POSTHORN_PROVIDER_URLS: JSON.stringify({ ...flat(fake.urls), "google.imap": `imaps://127.0.0.1:${imap.port}` }) }, // prettier-ignore
    });
    await gateway.set({ ignoreMailCertErrors: true });
  });
  afterAll(async () => {
    await gateway?.close();
    await imap?.stop();
    await fake?.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    imap.behave();
    fake.grantOnly(null);
    fake.forget();
    fake.signIn({ email: "ada@example.com" });
  });

  const create = async (body: object) =>
    String((await gateway.call("POST", "/v1/oauth2", { name: "Mail", ...body })).body["id"]);
  const robot = (more: object = {}) =>
    create({ provider: "gmailService", serviceClient: "1234567890", serviceClientEmail: ROBOT, serviceKey, ...more });
  async function verify(id: string, body: object = {}) {
    const answer = await gateway.call("POST", `/v1/oauth2/${id}/verify`, body);
    expect(answer.status).toBe(200);
    const { steps, ...rest } = answer.body as { steps: Record<string, unknown>[]; [key: string]: unknown };
    return { ...rest, steps: steps.map(({ id, status }) => `${id as string} ${status as string}`), last: steps.at(-1) };
  }

  it("looks at a service account up to the folders of a mailbox", async () => {
    const id = await robot();
    expect(await verify(id)).toMatchObject({
      app: id,
      provider: "gmailService",
      authMethod: "serviceKey",
      account: null,
      ok: true,
      steps: ["config ok", "sign ok", "token skip", "mailbox skip"],
    });
    const whole = await verify(id, { account: "ada@example.com" });
    expect(whole).toMatchObject({ ok: true, steps: ["config ok", "sign ok", "token ok", "mailbox ok"] });
    expect(whole.last?.["message"]).toContain("folders");
    expect(await verify(id, { account: "ada@example.com", testConnection: false })).toMatchObject({
      ok: true,
      steps: ["config ok", "sign ok", "token ok", "mailbox skip"],
    });
  });

  it("looks at one for the Gmail API, and at one for Pub/Sub, which ends with its own token", async () => {
    expect(await verify(await robot({ baseScopes: "api" }), { account: "ada@example.com" })).toMatchObject({
      ok: true,
      last: { id: "mailbox", status: "ok", message: "The mailbox of ada@example.com opens." },
    });
    expect(await verify(await robot({ baseScopes: "pubsub" }))).toMatchObject({
      ok: true,
      steps: ["config ok", "sign ok", "token ok"],
    });
  });

  it("ends at the first step that fails, and says what to do", async () => {
    const step = (body: object, wanted: object = { account: "ada@example.com" }) =>
      robot(body).then((id) => verify(id, wanted));
    expect(await step({ serviceKey: "nonsense" })).toMatchObject({
      ok: false,
      steps: ["config ok", "sign fail"],
      last: { hint: expect.stringContaining("private_key") as string },
    });
    expect(await step({}, { account: "eve@elsewhere.example" })).toMatchObject({
      ok: false,
      steps: ["config ok", "sign ok", "token fail"],
      last: { hint: expect.stringContaining("Workspace domain") as string },
    });
    fake.grantOnly([]);
    expect(await step({})).toMatchObject({
      last: { id: "token", hint: expect.stringContaining("domain-wide") as string },
    });
    fake.grantOnly(null);
    fake.next({ status: 500 }, { status: 500 }, { status: 500 });
    expect(await step({})).toMatchObject({ last: { id: "token", hint: expect.stringContaining("reaches") as string } });
    imap.on("AUTHENTICATE", (call) => call.no("[AUTHENTICATIONFAILED] Invalid credentials"));
    expect(await step({})).toMatchObject({
      ok: false,
      steps: ["config ok", "sign ok", "token ok", "mailbox fail"],
      last: { hint: expect.stringContaining("IMAP") as string },
    });
  });

  it("goes through the steps of a workload identity", async () => {
    const file = {
      type: "external_account",
      audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/own",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: "https://sts.googleapis.com/v1/token",
      service_account_impersonation_url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${ROBOT}:generateAccessToken`,
      credential_source: { file: "/nowhere/token" },
    };
    const id = await robot({
      authMethod: "externalAccount",
      serviceKey: undefined,
      externalAccount: JSON.stringify(file),
    });
    expect(await verify(id)).toMatchObject({ authMethod: "externalAccount", ok: false, steps: ["config ok", "subjectToken fail"], last: { hint: expect.any(String) as string } }); // prettier-ignore
    const token = join(folder, "token");
    await writeFile(token, "workload-token");
    const externalAccount = JSON.stringify({ ...file, credential_source: { file: token } });
    await gateway.call("PUT", `/v1/oauth2/${id}`, { externalAccount });
    expect(await verify(id, { account: "ada@example.com" })).toMatchObject({
      ok: true,
      steps: ["config ok", "subjectToken ok", "sts ok", "signJwt ok", "token ok", "mailbox ok"],
    });
  });

  it("looks at an application of Microsoft that needs no consent", async () => {
    const graph = (more: object = {}) =>
      create({ provider: "outlookService", clientId: "client-1", clientSecret: "a-secret-of-the-client", authority: FAKE_TENANT, ...more }); // prettier-ignore
    const id = await graph();
    expect(await verify(id)).toMatchObject({ ok: true, authMethod: null, steps: ["config ok", "token ok", "mailbox skip"] }); // prettier-ignore
    expect(await verify(id, { account: "ada@example.com" })).toMatchObject({ ok: true, steps: ["config ok", "token ok", "mailbox ok"] }); // prettier-ignore
    expect(await verify(id, { account: "nobody@example.com" })).toMatchObject({ ok: false, last: { id: "mailbox", status: "fail" } }); // prettier-ignore
    expect(await verify(await graph({ clientSecret: "wrong" }))).toMatchObject({ ok: false, steps: ["config ok", "token fail"], last: { hint: expect.stringContaining("client secret") as string } }); // prettier-ignore
  });

  it("leaves what takes a person to a person", async () => {
    const redirectUrl = "http://127.0.0.1:3000/oauth";
    for (const body of [{ provider: "gmail" }, { provider: "outlook", authority: "common" }, { provider: "mailRu" }])
      expect(await verify(await create({ clientId: "1", clientSecret: "2", redirectUrl, ...body }))).toMatchObject({ ok: true, steps: ["config ok", "interactive skip"] }); // prettier-ignore
  });

  it("knows no application that there is not", async () => {
    expect(await gateway.call("POST", "/v1/oauth2/nowhere/verify", {})).toMatchObject({
      status: 404,
      body: { code: "AppNotFound" },
    });
  });
});

/** `google.oauth2` for what stands in `google` under `oauth2`. */
const flat = (urls: object, before = ""): Record<string, string> =>
  Object.assign(
    {},
    ...Object.entries(urls).map(([key, value]: [string, unknown]) =>
      typeof value === "string" ? { [before + key]: value } : flat(value as object, `${before}${key}.`),
    ),
  ) as Record<string, string>;
