import { type FakeOAuth, startOAuth } from "@posthorn/fakes/oauth";
import { type FakePubSub, type FakeSubscription, startFakePubSub } from "@posthorn/fakes/pubsub";
import pino from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { GmailPubSub } from "../../core/gmail-pubsub.ts";
import type { PushHint } from "../../core/mail-backend.ts";
import type { OAuth2App } from "../../core/oauth2-app.ts";
import { createHttpClient, type HttpClient } from "../../net/http-client.ts";
import { createOAuth2 } from "../../oauth/create.ts";
import { insertAccount } from "../../storage/accounts.ts";
import { deleteOAuth2App, findOAuth2App, insertOAuth2App, updateOAuth2App } from "../../storage/oauth2-apps.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "../../storage/testing.ts";
import {
  createGmailNotifications,
  type GmailNotifications,
} from "../../workers/gmail-notifications/gmail-notifications.ts";
import { createGmailPubSub } from "./client.ts";

const WAIT = { interval: 10, timeout: 30_000 };
const TOPIC = "projects/project-1/topics/ee-pub-listener";
const SUBSCRIPTION = "projects/project-1/subscriptions/ee-sub-listener";
const GMAIL = { role: "roles/pubsub.publisher", members: ["serviceAccount:gmail-api-push@system.gserviceaccount.com"] };
const ROBOT = "robot@project-1.iam.gserviceaccount.com";

describe.each(TEST_ENGINES)("notifications of Gmail, on %s", (engine) => {
  let oauth: FakeOAuth;
  let google: FakePubSub;
  let http: HttpClient;
  let pubSub: GmailPubSub;
  let serviceKey: string;
  beforeAll(async () => {
    oauth = await startOAuth();
    serviceKey = await oauth.addServiceAccount({ clientId: "1234567890", email: ROBOT, domain: "example.com" });
    http = createHttpClient({ policy: "off", connectTimeoutMs: 5000, proxy: () => undefined });
  });
  afterAll(async () => {
    await http.close();
    await oauth.close();
  });

  let storage: TestStorage;
  let worker: GmailNotifications;
  let nudges: [string, PushHint][];
  let ttlDays: number | undefined;
  let baseUrl: string | null;
  beforeEach(async () => {
    storage = await openTestStorage(engine);
    google = await startFakePubSub();
    Object.assign(google.tokens, { has: (token: string) => oauth.isValid(token) !== undefined });
    nudges = [];
    ttlDays = undefined;
    baseUrl = null;
    const common = { http, userAgent: "Posthorn/test", now: Date.now };
    const oauth2 = createOAuth2({ ...common, urls: oauth.urls, firstRetryMs: 1 });
    pubSub = createGmailPubSub({ ...common, baseUrl: google.url, oauth2 });
    worker = createGmailNotifications({
      storage,
      pubSub,
      nudge: (account, hint) => void nudges.push([account, hint]),
      ttlDays: () => ttlDays,
      baseUrl: () => baseUrl,
      log: pino({ level: "silent" }),
      pauses: { emptyMs: 1, networkMs: 1, throttledMs: 1, pushedMs: 1, refused: { firstMs: 1, capMs: 5, jitter: 0 } },
    });
    await insertOAuth2App(storage, "listener", LISTENER(), 1);
    await insertOAuth2App(storage, "app", { ...GMAIL_APP, pubSubApp: "listener" }, 2);
    await insertOAuth2App(storage, "other", GMAIL_APP, 3);
  });
  afterEach(async () => {
    await worker.stop();
    expect(google.violations).toEqual([]);
    await google.close();
    await storage.close();
  });

  const LISTENER = () =>
    ({
      name: "Listener",
      provider: "gmailService",
      baseScopes: "pubsub",
      enabled: false,
      googleProjectId: "project-1",
      serviceClient: "1234567890",
      serviceClientEmail: ROBOT,
      serviceKey,
    }) as const;
  const GMAIL_APP = { name: "Gmail", provider: "gmail", baseScopes: "api", enabled: true } as const;

  const app = async () => (await findOAuth2App(storage, "listener")) as OAuth2App;
  const untilItListens = () =>
    vi.waitFor(async () => expect((await app()).pubSub).toMatchObject({ isGranted: true }), WAIT);
  const addAccount = (id: string, provider: string, user: string) =>
    insertAccount(storage, {
      id,
      settings: { email: user, oauth2: { provider, auth: { user } } },
      state: "connected",
      createdAt: 1,
    });
  const tell = (emailAddress: string, historyId: number) => google.publish(TOPIC, { emailAddress, historyId });
  const untilAllIsAcknowledged = () =>
    vi.waitFor(() => {
      const { waiting, handedOut } = google.subscriptions.get(SUBSCRIPTION) ?? {};
      expect([waiting?.length, handedOut?.size]).toEqual([0, 0]);
    }, WAIT);

  it("come by a topic and a subscription that are made, and to which Gmail may publish", async () => {
    worker.start();
    await untilItListens();
    expect((await app()).pubSub).toEqual({ topic: TOPIC, subscription: SUBSCRIPTION, ownsTopic: true, ownsSubscription: true, isGranted: true }); // prettier-ignore
    expect(google.topics.get(TOPIC)?.bindings).toEqual([GMAIL]);
    expect(google.subscriptions.get(SUBSCRIPTION)).toMatchObject({ topic: TOPIC, ackDeadlineSeconds: 30 });
  });

  it("make the accounts look that they are about, and are acknowledged", async () => {
    await addAccount("ada", "app", "Ada@example.com");
    await addAccount("elsewhere", "other", "ada@example.com");
    await addAccount("bob", "app", "bob@example.com");
    worker.start();
    await untilItListens();
    tell("ada@Example.com", 12);
    tell("nobody@example.com", 3);
    google.publish(TOPIC, "what others publish");
    await vi.waitFor(() => expect(nudges).toEqual([["ada", { kind: "gmail", historyId: "12" }]]), WAIT);
    await untilAllIsAcknowledged();
    google.disturb(1, 3);
    tell("bob@example.com", 7);
    await vi.waitFor(() => expect(nudges).toContainEqual(["bob", { kind: "gmail", historyId: "7" }]), WAIT);
    await untilAllIsAcknowledged();
  });

  it("leave alone what was there before", async () => {
    google.topics.set(TOPIC, { bindings: [{ role: "roles/viewer", members: ["user:ada@example.com"] }] });
    ttlDays = 7;
    worker.start();
    await untilItListens();
    expect((await app()).pubSub).toMatchObject({ ownsTopic: false, ownsSubscription: true });
    expect(google.topics.get(TOPIC)?.bindings).toEqual([{ role: "roles/viewer", members: ["user:ada@example.com"] }, GMAIL]); // prettier-ignore
    expect(google.subscriptions.get(SUBSCRIPTION)?.expirationPolicy).toEqual({ ttl: "604800s" });
    const known = await app();
    await pubSub.dismantle(known, known.pubSub as NonNullable<OAuth2App["pubSub"]>, AbortSignal.timeout(10_000));
    expect([google.topics.has(TOPIC), google.subscriptions.has(SUBSCRIPTION)]).toEqual([true, false]);
  });

  it("outlive a subscription that is gone, and one that is to live longer", async () => {
    await addAccount("ada", "app", "ada@example.com");
    worker.start();
    await untilItListens();
    google.subscriptions.clear();
    google.topics.clear();
    await vi.waitFor(() => expect(google.subscriptions.has(SUBSCRIPTION)).toBe(true), WAIT);
    tell("ada@example.com", 5);
    await vi.waitFor(() => expect(nudges).toHaveLength(1), WAIT);
    ttlDays = 0;
    await vi.waitFor(() => expect(google.subscriptions.get(SUBSCRIPTION)?.expirationPolicy).toEqual({}), WAIT);
  });

  it.each([403, 500, 429])("say why they do not come (%i), until they do", async (status) => {
    worker.start();
    await untilItListens();
    google.fail(status, 1_000_000);
    await vi.waitFor(async () => expect((await app()).pubSubError).toEqual({ message: "Refused by the test", description: "Refused by the test" }), WAIT); // prettier-ignore
    google.fail(status, 0);
    await vi.waitFor(async () => expect((await app()).pubSubError).toBeNull(), WAIT);
  });

  it("say what keeps them from being arranged, and begin anew when that is changed", async () => {
    const known = await app();
    await updateOAuth2App(storage, { ...known, serviceClientEmail: "nobody@example.com" }, 5);
    worker.start();
    await vi.waitFor(async () => expect((await app()).lastError?.response).toContain("No token"), WAIT);
    await updateOAuth2App(storage, known, 6);
    await untilItListens();
    expect((await app()).lastError).toBeNull();
  });

  it("come by other names when those are set, and what was made before goes", async () => {
    worker.start();
    await untilItListens();
    await updateOAuth2App(storage, { ...(await app()), googleTopicName: "mail.changes%1" }, 7);
    await vi.waitFor(() => expect(google.topics.has(TOPIC)).toBe(false), WAIT);
    expect((await app()).pubSub).toMatchObject({ topic: "projects/project-1/topics/mail.changes%1" });
  });

  it("are pushed where an account for that and an address are set, and pulled again without", async () => {
    const push = {
      pushEndpoint: "https://mail.example.com/oauth/msg/pubsub?app=listener",
      oidcToken: { serviceAccountEmail: "push@example.com", audience: "https://mail.example.com/oauth/msg/pubsub" },
    };
    const pushIs = (pushConfig: object) =>
      vi.waitFor(() => expect(google.subscriptions.get(SUBSCRIPTION)?.pushConfig).toEqual(pushConfig), WAIT);
    await addAccount("ada", "app", "ada@example.com");
    baseUrl = "https://mail.example.com";
    await updateOAuth2App(storage, { ...(await app()), googlePushAccount: "push@example.com" }, 5);
    worker.start();
    await pushIs(push);
    // What is gone is made anew, and what others changed is put right.
    google.subscriptions.clear();
    await pushIs(push);
    (google.subscriptions.get(SUBSCRIPTION) as FakeSubscription).pushConfig = {};
    await pushIs(push);
    expect(google.calls.filter((call) => call.endsWith(":pull"))).toEqual([]);
    await updateOAuth2App(storage, { ...(await app()), googlePushAccount: null }, 6);
    await pushIs({});
    tell("ada@example.com", 5);
    await vi.waitFor(() => expect(nudges).toHaveLength(1), WAIT);
    await updateOAuth2App(storage, { ...(await app()), googlePushAccount: "push@example.com" }, 7);
    await pushIs(push);
    expect(await app()).toMatchObject({ lastError: null, pubSubError: null });
  });

  it("end with their application, and nothing is made for it again", async () => {
    worker.start();
    await untilItListens();
    await deleteOAuth2App(storage, "listener");
    google.subscriptions.clear();
    google.topics.clear();
    await worker.stop();
    expect(google.topics.size).toBe(0);
  });
});
