import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("how an endpoint fared, on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
  });
  afterAll(() => gateway.close());

  /** A delivery whose attempts took so long. */
  async function deliver(endpoint: string, number: number, state: string, durationsMs: number[], account = "ada") {
    const id = `delivery-${endpoint}-${String(number).padStart(4, "0")}`;
    const none = { body: null, replay: null, target: null, url: null, error: null, finishedAt: null };
    const delivery = { id, eventId: id, account, event: "messageNew", endpoint, state, createdAt: number };
    await gateway.storage.sql
      .insertInto("deliveries")
      .values({ ...delivery, ...none, attemptsMade: durationsMs.length })
      .execute();
    for (const [attempt, durationMs] of durationsMs.entries())
      await gateway.storage.sql
        .insertInto("deliveryAttempts")
        .values({ delivery: id, attempt, startedAt: 0, durationMs, statusCode: 200, error: null, responseStart: null })
        .execute();
  }
  const statsOf = async (endpoint: string) =>
    (await gateway.call("GET", `/v1/webhooks/endpoint/${endpoint}/stats`)).body;

  it("is unknown as long as nothing was delivered", async () => {
    expect(await statsOf("default")).toEqual({
      id: "default",
      delivered: 0,
      failed: 0,
      pending: 0,
      successRate: null,
      attempts: 0,
      latency: null,
    });
    expect((await gateway.call("GET", "/v1/webhooks/endpoint/nobody/stats")).status).toBe(404);
  });

  it("is told of its own deliveries, with retries, and of an account's own address alone", async () => {
    const account = await gateway.addAccount({ webhooks: "https://own.example.com/hook" });
    for (let number = 0; number < 3; number++) await deliver("default", number, "delivered", [10 * (number + 1)]);
    await deliver("default", 3, "failed", [400, 500]);
    await deliver("default", 4, "pending", []);
    await deliver("default", 5, "dropped", []);
    await deliver("default", 6, "delivered", [40], account);
    await deliver("other", 7, "delivered", [9999]);
    expect(await statsOf("default")).toMatchObject({
      delivered: 4,
      failed: 1,
      pending: 1,
      successRate: 0.8,
      attempts: 6,
      latency: { median: 30, p95: 500 },
    });
    expect(await statsOf(`account:${account}`)).toMatchObject({
      delivered: 1,
      successRate: 1,
      latency: { median: 40, p95: 40 },
    });
  });
});
