import { type FakeOAuth, startOAuth } from "@posthorn/fakes/oauth";
import { type FakePubSub, startFakePubSub } from "@posthorn/fakes/pubsub";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { PushHint } from "../../core/mail-backend.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const WAIT = { interval: 10, timeout: 30_000 };
const ROBOT = "robot@project-1.iam.gserviceaccount.com";
const PUSHER = "pusher@project-1.iam.gserviceaccount.com";
const ADA = "ada@example.com";

describe("a push of Pub/Sub", () => {
  let oauth: FakeOAuth;
  let google: FakePubSub;
  let gateway: TestGateway;
  let listener: string;
  let topic: string;
  let audience: string;
  const hints: PushHint[] = [];

  const claims = () => ({
    iss: oauth.urls.google.issuer,
    sub: "1234",
    aud: audience,
    exp: Math.floor(Date.now() / 1000) + 3600,
    email: PUSHER,
    email_verified: true,
  });
  const sign = (other: Record<string, unknown> = {}) => oauth.sign({ ...claims(), ...other });

  beforeAll(async () => {
    oauth = await startOAuth();
    google = await startFakePubSub({ pushToken: (email, aud) => sign({ email, aud }) });
    Object.assign(google.tokens, { has: (token: string) => oauth.isValid(token) !== undefined });
    const serviceKey = await oauth.addServiceAccount({ clientId: "1234567890", email: ROBOT, domain: "example.com" });
    const { oauth2, apis, issuer } = oauth.urls.google;
    const urls = { "google.oauth2": oauth2, "google.apis": apis, "google.issuer": issuer, "google.pubSub": google.url };
    gateway = await createTestGateway("sqlite", { env: { POSTHORN_PROVIDER_URLS: JSON.stringify(urls) } });
    audience = `${gateway.url}/oauth/msg/pubsub`;
    await gateway.set({ notificationBaseUrl: gateway.url });
    listener = await addApp({
      name: "Listener",
      provider: "gmailService",
      baseScopes: "pubsub",
      googleProjectId: "project-1",
      googlePushAccount: PUSHER,
      serviceClient: "1234567890",
      serviceClientEmail: ROBOT,
      serviceKey,
    });
    topic = `projects/project-1/topics/ee-pub-${listener}`;
    await vi.waitFor(async () => expect((await appAt(listener)).body).toMatchObject({ pubSubIamPolicy: true }), WAIT);
    const app = await addApp({
      name: "Gmail",
      provider: "gmail",
      baseScopes: "api",
      clientId: "client-1",
      clientSecret: "secret",
      redirectUrl: "http://127.0.0.1:3000/oauth",
      pubSubApp: listener,
    });
    const account = await gateway.addConnected({
      email: ADA,
      imap: undefined,
      smtp: undefined,
      oauth2: { provider: app, auth: { user: ADA }, refreshToken: "a-refresh-token" },
    });
    Object.assign(await gateway.ctx.mail.open(account), { nudge: (hint: PushHint) => void hints.push(hint) });
  });
  afterAll(async () => {
    await gateway?.close();
    expect(google.violations).toEqual([]);
    await google?.close();
    await oauth?.close();
  });

  const appAt = (id: string) => gateway.call("GET", `/v1/oauth2/${id}`);
  const addApp = async (app: object) => String((await gateway.call("POST", "/v1/oauth2", app)).body["id"]);
  const encode = (data: unknown) => Buffer.from(JSON.stringify(data)).toString("base64");
  const post = async (token: string | null, body: string, app = listener) => {
    const answer = await fetch(`${audience}?app=${app}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token !== null && { authorization: `Bearer ${token}` }) },
      body,
    });
    return [answer.status, ((await answer.json().catch(() => ({}))) as { message?: string }).message];
  };
  const message = (historyId: number) =>
    JSON.stringify({ message: { data: encode({ emailAddress: ADA, historyId }) } });

  it("makes the accounts look that it is about, and nothing is pulled", async () => {
    google.publish(topic, { emailAddress: "Ada@example.com", historyId: 12 });
    await vi.waitFor(() => expect(hints).toContainEqual({ kind: "gmail", historyId: "12" }), WAIT);
    await vi.waitFor(() => expect(google.pushAnswers).toEqual([204]), WAIT);
    expect(google.calls.filter((call) => call.endsWith(":pull"))).toEqual([]);
  });

  it.each([
    ["without a token", async () => null, [401, "Unauthorized"]],
    ["with what is no token", async () => "nonsense", [401, "Bad token"]],
    ["for another audience", () => sign({ aud: "https://elsewhere.example.com" }), [401, "Bad token"]],
    ["by another issuer", () => sign({ iss: "https://elsewhere.example.com" }), [401, "Bad token"]],
    ["that has run out", () => sign({ exp: 1 }), [401, "Bad token"]],
    ["of another account", () => sign({ email: ROBOT }), [403, "The token is that of another service account"]],
    [
      "of an address nobody verified",
      () => sign({ email_verified: false }),
      [403, "The token is that of another service account"],
    ],
  ])("is refused %s", async (_, token, answer) => {
    expect(await post(await token(), message(99))).toEqual(answer);
    expect(hints).not.toContainEqual({ kind: "gmail", historyId: "99" });
  });

  it("is refused for an application that expects none", async () => {
    expect(await post(await sign(), message(98), "nobody")).toEqual([401, "Unauthorized"]);
  });

  it.each([
    ["is no JSON", "{"],
    ["is nothing", ""],
    ["has no message", "null"],
    ["has data that is no notification", JSON.stringify({ message: { data: encode("what others publish") } })],
    [
      "is about nobody here",
      JSON.stringify({ message: { data: encode({ emailAddress: "x@example.com", historyId: 1 }) } }),
    ],
    ["is too large", JSON.stringify({ message: { data: "A".repeat(64 * 1024) } })],
  ])("is acknowledged where it %s", async (_, body) => {
    expect(await post(await sign(), body)).toEqual([204, undefined]);
  });

  it("is for applications that listen to Pub/Sub, shown, and ended by null", async () => {
    expect((await appAt(listener)).body).toMatchObject({ googlePushAccount: PUSHER });
    const other = await gateway.call("POST", "/v1/oauth2", {
      name: "Gmail",
      provider: "gmail",
      clientId: "client-1",
      clientSecret: "secret",
      redirectUrl: "http://127.0.0.1:3000/oauth",
      googlePushAccount: PUSHER,
    });
    expect(other).toMatchObject({ status: 400, body: { fields: [{ key: "googlePushAccount" }] } });
    await gateway.call("PUT", `/v1/oauth2/${listener}`, { googlePushAccount: null });
    expect((await appAt(listener)).body).not.toHaveProperty("googlePushAccount");
    expect(await post(await sign(), message(97))).toEqual([401, "Unauthorized"]);
    await vi.waitFor(() => expect(google.calls.filter((call) => call.endsWith(":pull"))).not.toEqual([]), WAIT);
  });
});
