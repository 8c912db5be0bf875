import { EVENT_SAMPLES } from "@posthorn/contracts/event-samples";
import { EVENT_NAMES } from "@posthorn/contracts/events";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("trying functions on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
    await gateway.set({ scriptEnv: '{"channel":"#mail"}' });
  });
  afterAll(() => gateway.close());
  const run = (body: Record<string, unknown>, token?: string) =>
    gateway.call("POST", "/v1/webhooks/functions/run", body, { ...(token !== undefined && { token }) });

  it("tells what would be sent, and how each function went", async () => {
    const { status, body } = await run({
      fn: "logger.info('seen'); payload.data.subject = 'changed'; return payload.data.attachments",
      map: "return { text: payload.data.subject, channel: env.channel, id: payload._route.id, eventId: payload.eventId }",
    });
    expect(status).toBe(200);
    const text = "Invoice 2026-0311";
    const attachments = (EVENT_SAMPLES.messageNew.data as { attachments: unknown }).attachments;
    expect(body).toMatchObject({
      filter: { passed: true, value: attachments, error: null, logs: [{ level: "info", text: "seen" }] },
      map: { value: { text, channel: "#mail", id: "try" }, error: null, logs: [] },
      payload: { event: "messageNew", eventId: expect.any(String) as string, _route: { id: "try" } },
      wouldSend: true,
      body: { text, channel: "#mail", id: "try" },
    });
    expect(body["body"]).not.toHaveProperty("eventId");
  });

  it("tells why nothing would be sent, and where a function is wrong", async () => {
    expect((await run({ fn: "return false", map: "return 1" })).body).toMatchObject({
      filter: { passed: false, value: false },
      wouldSend: false,
      body: null,
    });
    expect((await run({ fn: "return 1;\nreturn (" })).body).toMatchObject({
      filter: { passed: false, value: null, error: { kind: "compile", line: 3 } },
      wouldSend: false,
    });
    expect((await run({ map: "throw new Error('no')" })).body).toMatchObject({
      map: { error: { kind: "threw", message: "Error: no" } },
      wouldSend: true,
      body: EVENT_SAMPLES.messageNew,
    });
    expect((await run({ map: "throw 1", onMapError: "drop" })).body).toMatchObject({ wouldSend: false, body: null });
    expect((await run({ map: "return (" })).body).toMatchObject({ wouldSend: false });
  });

  it("takes a payload, an event of the log or a sample of any name", async () => {
    expect((await run({ payload: { event: "test", data: { a: 1 } }, map: "return payload.data" })).body).toMatchObject({
      body: { a: 1 },
    });
    for (const sample of EVENT_NAMES)
      expect((await run({ sample, fn: "return payload.event" })).body).toMatchObject({
        filter: { value: sample },
        body: EVENT_SAMPLES[sample],
      });
    const account = await gateway.addAccount();
    const event = await vi.waitFor(
      async () =>
        gateway.storage.sql.selectFrom("events").select("id").where("account", "=", account).executeTakeFirstOrThrow(),
      30_000,
    );
    expect((await run({ event: event.id, map: "return [payload.account, payload.eventId]" })).body).toMatchObject({
      body: [account, event.id],
    });
    expect((await run({ event: "nonsense" })).body).toMatchObject({ statusCode: 404, message: "Event not found" });
    expect((await run({ event: "a", sample: "messageNew" })).body).toMatchObject({
      statusCode: 400,
      fields: [{ key: "sample", message: '"sample" is not allowed together with "event"' }],
    });
  });

  it("is for callers that may read scriptEnv", async () => {
    const narrowed = await gateway.issue({ permissions: { groups: ["webhook", "settings"] } });
    expect((await run({ fn: "return env" }, narrowed)).body).toMatchObject({ statusCode: 403 });
  });

  it("counts what ran", async () => {
    await run({ fn: "return 1" });
    const page = await gateway.call("GET", "/metrics");
    expect(page.bytes.toString()).toMatch(/posthorn_user_functions\{outcome="returned"\} [1-9]/);
  });
});
