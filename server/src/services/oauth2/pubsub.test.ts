import { type FakeOAuth, startOAuth } from "@posthorn/fakes/oauth";
import { type FakePubSub, startFakePubSub } from "@posthorn/fakes/pubsub";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createTestGateway, type TestGateway } from "../testing.ts";

const WAIT = { interval: 10, timeout: 30_000 };
const ROBOT = "robot@project-1.iam.gserviceaccount.com";

describe("an application that listens to Pub/Sub", () => {
  let oauth: FakeOAuth;
  let google: FakePubSub;
  let gateway: TestGateway;
  let serviceKey: string;
  beforeAll(async () => {
    [oauth, google] = await Promise.all([startOAuth(), startFakePubSub()]);
    Object.assign(google.tokens, { has: (token: string) => oauth.isValid(token) !== undefined });
    serviceKey = await oauth.addServiceAccount({ clientId: "1234567890", email: ROBOT, domain: "example.com" });
    const urls = { "google.oauth2": oauth.urls.google.oauth2, "google.pubSub": google.url };
    gateway = await createTestGateway("sqlite", { env: { POSTHORN_PROVIDER_URLS: JSON.stringify(urls) } });
  });
  afterAll(async () => {
    await gateway?.close();
    await google?.close();
    await oauth?.close();
  });

  it("arranges what it needs at Google, shows it, and takes it down when it is deleted", async () => {
    const { body } = await gateway.call("POST", "/v1/oauth2", {
      name: "Listener",
      provider: "gmailService",
      baseScopes: "pubsub",
      googleProjectId: "project-1",
      serviceClient: "1234567890",
      serviceClientEmail: ROBOT,
      serviceKey,
    });
    const id = String(body["id"]);
    await vi.waitFor(async () => expect((await gateway.call("GET", `/v1/oauth2/${id}`)).body).toMatchObject({
      pubSubTopic: `projects/project-1/topics/ee-pub-${id}`,
      pubSubSubscription: `projects/project-1/subscriptions/ee-sub-${id}`,
      pubSubIamPolicy: true,
      pubSubError: null,
    }), WAIT); // prettier-ignore
    google.fail(403, 1_000_000);
    await vi.waitFor(async () => expect((await gateway.call("GET", "/v1/pubsub/status")).body["apps"]).toEqual([
      {
        id, name: "Listener", lastError: null, pubSubError: { message: "Refused by the test", description: "Refused by the test" },
        status: "error", project: "project-1", topic: `projects/project-1/topics/ee-pub-${id}`,
        subscription: `projects/project-1/subscriptions/ee-sub-${id}`, expiresAfterDays: 31,
      },
    ]), WAIT); // prettier-ignore
    google.fail(403, 0);
    expect((await gateway.call("DELETE", `/v1/oauth2/${id}`)).body).toEqual({ id, deleted: true, accounts: 0 });
    expect([google.topics.size, google.subscriptions.size]).toEqual([0, 0]);
  });
});
