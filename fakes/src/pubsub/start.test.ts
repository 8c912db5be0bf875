import { afterEach, beforeEach, expect, it } from "vitest";
import { type FakePubSub, startFakePubSub } from "./start.ts";

const TOPIC = "projects/p/topics/t";
const SUBSCRIPTION = "projects/p/subscriptions/s";

let pubsub: FakePubSub;
beforeEach(async () => {
  pubsub = await startFakePubSub();
  pubsub.tokens.add("good");
});
afterEach(async () => {
  await pubsub.close();
});

async function call(method: string, path: string, body?: unknown, token = "good") {
  const answer = await fetch(`${pubsub.url}/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function pull() {
  const { body } = await call("POST", `${SUBSCRIPTION}:pull`, { maxMessages: 100 });
  const received = (body["receivedMessages"] ?? []) as { ackId: string; message: { data: string } }[];
  return received.map(({ ackId, message }) => ({
    ackId,
    data: JSON.parse(Buffer.from(message.data, "base64").toString()) as unknown,
  }));
}

it("hands out what was published until it is acknowledged", async () => {
  expect((await call("GET", TOPIC)).status).toBe(404);
  expect((await call("PUT", TOPIC, {})).body).toEqual({ name: TOPIC });
  const asked = { topic: TOPIC, ackDeadlineSeconds: 30, expirationPolicy: {} };
  expect((await call("PUT", SUBSCRIPTION, asked)).body).toMatchObject(asked);
  pubsub.publish(TOPIC, { historyId: "1" });
  const [first] = await pull();
  expect(first?.data).toEqual({ historyId: "1" });
  expect(await pull()).toEqual([]);
  pubsub.expireDeadlines();
  const [second] = await pull();
  await call("POST", `${SUBSCRIPTION}:acknowledge`, { ackIds: [second?.ackId] });
  pubsub.expireDeadlines();
  expect(await pull()).toEqual([]);
  expect(pubsub.violations).toEqual([]);
});

it("loses notifications, or brings them twice, as it is told", async () => {
  await call("PUT", TOPIC, {});
  await call("PUT", SUBSCRIPTION, { topic: TOPIC });
  pubsub.disturb(1, 0);
  pubsub.publish(TOPIC, { historyId: "1" });
  pubsub.publish(TOPIC, { historyId: "2" });
  pubsub.disturb(1, 2);
  pubsub.publish(TOPIC, { historyId: "3" });
  expect((await pull()).map(({ data }) => data)).toEqual([{ historyId: "2" }, { historyId: "3" }, { historyId: "3" }]);
});

it("keeps who may publish, and notes what is against its document", async () => {
  await call("PUT", TOPIC, {});
  const bindings = [{ role: "roles/pubsub.publisher", members: ["serviceAccount:a@b.test"] }];
  await call("POST", `${TOPIC}:setIamPolicy`, { policy: { bindings } });
  expect((await call("GET", `${TOPIC}:getIamPolicy`)).body).toMatchObject({ bindings });
  expect((await call("GET", TOPIC, undefined, "bad")).status).toBe(401);
  pubsub.fail(429, 1, { "retry-after": "3" });
  expect((await call("GET", TOPIC)).status).toBe(429);
  expect(pubsub.violations).toEqual([]);
  await call("POST", `${TOPIC}:publishAll`, {});
  await call("POST", `${SUBSCRIPTION}:pull`, { maxMessages: "many", wrong: true });
  expect(pubsub.violations).toEqual([
    `no method for POST /v1/${TOPIC}:publishAll`,
    expect.stringContaining("wrong"),
    expect.stringContaining("maxMessages"),
  ]);
});
