import type { EventName } from "@posthorn/contracts/events";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { TEST_ENGINES, toldBy } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const WAIT = { interval: 20, timeout: 30_000 };
const LATER = "2099-01-01T00:00:00.000Z";

describe.each(TEST_ENGINES)("what a caller wants to be told with a message on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
    account = await gateway.addAccount();
  });
  afterAll(() => gateway.close());

  const submit = (body: object) =>
    gateway.call("POST", `/v1/account/${account}/submit`, { subject: "x", text: "x", ...body });
  /** What was told of messages, by name of the event. */
  const told = async (name: EventName) => (await toldBy(gateway.storage, [name])).map(({ data }) => data["metadata"]);
  const to = { to: [{ address: "bob@example.com" }] };
  const metadata = { order: 4711, tags: ["a", { b: null }] };

  it("is told when it is sent, and nothing where nothing is wanted", async () => {
    await submit({ ...to, metadata });
    await vi.waitFor(async () => expect(await told("messageSent")).toEqual([metadata]), WAIT);
    await submit(to);
    await vi.waitFor(
      async () => expect(await told("messageSent")).toEqual(expect.arrayContaining([metadata, undefined])),
      WAIT,
    );
  });

  it("is in the outbox, and told of what is cancelled", async () => {
    const { body } = await submit({ ...to, metadata, sendAt: LATER });
    const entry = `/v1/outbox/${String(body["queueId"])}`;
    expect((await gateway.call("GET", entry)).body["metadata"]).toEqual(metadata);
    await gateway.call("DELETE", entry);
    expect(await told("messageCancelled")).toEqual([metadata]);
  });

  it("may be another for each copy of a mail merge", async () => {
    const mailMerge = [
      { to: { address: "a@example.com" }, metadata: { recipient: 1 } },
      { to: { address: "b@example.com" } },
    ];
    const { body } = await submit({ mailMerge, metadata: { campaign: 7 }, sendAt: LATER });
    const entries = (body["mailMerge"] as { queueId: string }[]).map(({ queueId }) => queueId);
    const shown = entries.map(async (id) => (await gateway.call("GET", `/v1/outbox/${id}`)).body["metadata"]);
    expect(await Promise.all(shown)).toEqual([{ recipient: 1 }, { campaign: 7 }]);
  });

  it("is an object of 4,096 bytes at most", async () => {
    const long = { text: "x".repeat(4096) };
    const faultsOf = async (body: object) => (await submit(body)).body["fields"];
    expect(await faultsOf({ ...to, metadata: "x" })).toMatchObject([{ key: "metadata" }]);
    expect(await faultsOf({ ...to, metadata: long })).toEqual([
      { key: "metadata", path: "body.metadata", message: '"metadata" may have 4096 bytes' },
    ]);
    const mailMerge = [{ to: { address: "a@example.com" }, metadata: long }];
    expect(await faultsOf({ mailMerge })).toMatchObject([{ path: "body.mailMerge.0.metadata" }]);
  });
});
