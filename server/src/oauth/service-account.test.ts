import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FakeOAuth, startOAuth } from "@posthorn/fakes/oauth";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OAuth2App } from "../core/oauth2-app.ts";
import { createHttpClient, type HttpClient } from "../net/http-client.ts";
import { createOAuth2, type OAuth2Room } from "./create.ts";
import { testApp } from "./testing.ts";

const EMAIL = "robot@project-1.iam.gserviceaccount.com";

describe("a service account of Google", () => {
  let fake: FakeOAuth;
  let http: HttpClient;
  let oauth2: OAuth2Room;
  let serviceKey: string;
  let folder: string;
  let tokenFile: string;
  beforeAll(async () => {
    fake = await startOAuth();
    http = createHttpClient({ policy: "off", connectTimeoutMs: 5000, proxy: () => undefined });
    serviceKey = await fake.addServiceAccount({ clientId: "1234567890", email: EMAIL, domain: "example.com" });
    folder = await mkdtemp(join(tmpdir(), "posthorn-test-"));
    tokenFile = join(folder, "token");
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await http.close();
    await fake.close();
  });
  beforeEach(async () => {
    oauth2 = createOAuth2({ http, urls: fake.urls, userAgent: "Posthorn/test", now: Date.now, firstRetryMs: 1 });
    await writeFile(tokenFile, "workload-token\n");
    fake.calls.length = 0;
    fake.lifetimeSeconds = 3600;
    fake.grantOnly(null);
    fake.forget();
  });

  const app = (more: Partial<OAuth2App> = {}) =>
    testApp({ provider: "gmailService", serviceClient: "1234567890", serviceClientEmail: EMAIL, serviceKey, ...more });
  const failing = (of: OAuth2App, user: string | null = "ada@example.com") =>
    expect(oauth2.appOnlyGrant(of, { user })).rejects;

  it("acts for a mailbox of its domain", async () => {
    const grant = await oauth2.appOnlyGrant(app(), { user: "ada@example.com" });
    expect(fake.isValid(grant.accessToken)).toMatchObject({
      email: "ada@example.com",
      scopes: ["https://mail.google.com/"],
    });
    expect(grant.refreshToken).toBeUndefined();
  });

  it("acts for itself", async () => {
    const grant = await oauth2.appOnlyGrant(app({ baseScopes: "pubsub" }), { user: null });
    expect(fake.isValid(grant.accessToken)).toMatchObject({
      email: null,
      scopes: ["https://www.googleapis.com/auth/pubsub"],
    });
  });

  it("is told apart from what is none, may not act for others, or is not let in", async () => {
    await failing(app(), "eve@elsewhere.example").toMatchObject({ kind: "refused", tokenRequest: { flag: { code: "INVALID_CLIENT_EMAIL" } } }); // prettier-ignore
    await failing(app({ serviceClient: "1" })).toMatchObject({ kind: "refused", tokenRequest: { flag: { code: "INVALID_SERVICE_CLIENT_EMAIL" } } }); // prettier-ignore
    await failing(app({ serviceKey: "nonsense" })).toMatchObject({ kind: "refused", code: "EServiceKey" });
    fake.grantOnly([]);
    await failing(app()).toMatchObject({ kind: "refused", tokenRequest: { serviceClient: "1234567890", flag: { code: "UNAUTHORIZED_CLIENT" } } }); // prettier-ignore
  });

  describe("without a key", () => {
    const FILE = {
      type: "external_account",
      audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/own",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: "https://sts.googleapis.com/v1/token",
      service_account_impersonation_url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${EMAIL}:generateAccessToken`,
    };
    const keyless = (file: object = {}, more: Partial<OAuth2App> = {}) =>
      app({
        authMethod: "externalAccount",
        serviceKey: null,
        externalAccount: JSON.stringify({ ...FILE, credential_source: { file: tokenFile }, ...file }),
        ...more,
      });

    it("proves who it is by a token of where it runs, and keeps Google's for that one", async () => {
      for (const user of ["ada@example.com", "bob@example.com"]) {
        const grant = await oauth2.appOnlyGrant(keyless(), { user });
        expect(fake.isValid(grant.accessToken)).toMatchObject({ email: user });
      }
      const of = (path: string) => fake.calls.filter((call) => call.path.endsWith(path)).length;
      expect([of("/v1/token"), of(":signJwt"), of("/google/token")]).toEqual([1, 2, 2]);
      expect(fake.calls[0]?.params).toMatchObject({ audience: FILE.audience, subject_token: "workload-token", subject_token_type: FILE.subject_token_type }); // prettier-ignore
    });

    it("asks Google anew a minute before the token runs out", async () => {
      fake.lifetimeSeconds = 59;
      for (const user of ["ada@example.com", "bob@example.com"]) await oauth2.appOnlyGrant(keyless(), { user });
      expect(fake.calls.filter(({ path }) => path.endsWith("/v1/token"))).toHaveLength(2);
    });

    it("finds the token in a field of JSON, and behind a URL", async () => {
      await writeFile(tokenFile, JSON.stringify({ id_token: "workload-token" }));
      const format = { type: "json", subject_token_field_name: "id_token" };
      await oauth2.appOnlyGrant(keyless({ credential_source: { file: tokenFile, format } }), { user: null });
      fake.signIn({ email: "workload-token" });
      // Any server that answers JSON is good for this: here, who a token belongs to.
      const accessToken = fake.issue({ provider: "google", clientId: "1", email: "workload-token", scopes: [] });
      const source = {
        url: `${fake.urls.google.apis}/oauth2/v2/userinfo`,
        headers: { authorization: `Bearer ${accessToken}` },
        format: { type: "json", subject_token_field_name: "email" },
      };
      oauth2 = createOAuth2({ http, urls: fake.urls, userAgent: "Posthorn/test", now: Date.now });
      await oauth2.appOnlyGrant(keyless({ credential_source: source }), { user: null });
    });

    it.each([
      [{ type: "service_account" }, "EExternalAccountConfig"],
      [{ audience: "" }, "EExternalAccountConfig"],
      [{ subject_token_type: "urn:ietf:params:aws:token-type:aws4_request" }, "EExternalAccountConfig"],
      [{ token_url: "https://sts.googleapis.com.evil.example/v1/token" }, "EExternalAccountConfig"],
      [{ token_url: "http://sts.googleapis.com/v1/token" }, "EExternalAccountConfig"],
      [{ service_account_impersonation_url: "https://iamcredentials.googleapis.com/v1/x" }, "EExternalAccountConfig"],
      [{ credential_source: {} }, "EExternalAccountConfig"],
      [{ credential_source: { file: "/a", url: "https://b.example" } }, "EExternalAccountConfig"],
      [{ credential_source: { file: "/a", format: { type: "json" } } }, "EExternalAccountConfig"],
      [{ credential_source: { url: "file:///etc/passwd" } }, "EExternalAccountConfig"],
      [
        { service_account_impersonation_url: FILE.service_account_impersonation_url.replace("robot", "other") },
        "EServiceAccountMismatch",
      ],
      [{ credential_source: { file: "/nowhere/token" } }, "ESubjectTokenRead"],
      [{ credential_source: { url: "http://127.0.0.1:9/" } }, "ESubjectTokenRead"],
    ])("says of %j: %s", async (file, code) => {
      // prettier-ignore
      await failing(keyless(file)).toMatchObject({ code });
      expect(fake.calls).toEqual([]);
    });

    it("says which step Google refuses", async () => {
      await writeFile(tokenFile, "another token");
      await failing(keyless()).toMatchObject({ kind: "refused", code: "ESTSExchange", tokenRequest: { signer: EMAIL, status: 400, response: { error: "invalid_grant" } } }); // prettier-ignore
      await writeFile(tokenFile, "workload-token");
      const stranger = "nobody@project-1.iam.gserviceaccount.com";
      const impersonation = FILE.service_account_impersonation_url.replace(EMAIL, stranger);
      const unknown = keyless({ service_account_impersonation_url: impersonation }, { serviceClientEmail: stranger });
      await failing(unknown).toMatchObject({ kind: "refused", code: "ESignJwt", tokenRequest: { status: 403 } });
    });
  });
});
