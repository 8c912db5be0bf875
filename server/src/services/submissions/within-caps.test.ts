import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe("what an installation allows", () => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway("sqlite", { start: false });
    account = await gateway.addAccount();
  });
  afterAll(() => gateway.close());

  const submit = (body: object) => gateway.call("POST", `/v1/account/${account}/submit`, { text: "x", ...body });
  const to = (count: number) => Array.from({ length: count }, (_, n) => ({ address: `r${n}@example.com` }));
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

  it("is anything unless it is set", async () => {
    const body = { to: to(300), sendAt: "2099-01-01T00:00:00Z" };
    expect((await submit(body)).status).toBe(200);
  });

  it("is so many recipients of a message, wherever they stand", async () => {
    await gateway.set({ maxRecipients: 2 });
    expect((await submit({ to: to(2) })).status).toBe(200);
    const refused = {
      status: 400,
      body: { code: "TooManyRecipients", message: "A message may have 2 recipients here" },
    };
    expect(await submit({ to: to(2), bcc: [{ address: "c@example.com" }] })).toMatchObject(refused);
    expect(await submit({ to: to(1), envelope: { to: ["a@x.test", "b@x.test", "c@x.test"] } })).toMatchObject(refused);
    const merge = await submit({ mailMerge: to(3).map((one) => ({ to: one })) });
    expect(merge.status).toBe(200);
    await gateway.set({ maxRecipients: null });
  });

  it("is so many copies of a mail merge", async () => {
    await gateway.set({ maxMailMergeEntries: 2 });
    const merge = (count: number) => submit({ mailMerge: to(count).map((one) => ({ to: one })), dryRun: true });
    expect((await merge(2)).status).toBe(200);
    expect(await merge(3)).toMatchObject({ status: 400, body: { code: "TooManyCopies" } });
    await gateway.set({ maxMailMergeEntries: null });
  });

  it("is a time that is not too far away, also for what is moved there", async () => {
    await gateway.set({ maxSendAtDelay: 2 * 3_600_000 });
    const soon = await submit({ to: to(1), sendAt: inHours(1) });
    expect(soon.status).toBe(200);
    const refused = { status: 400, body: { code: "SendAtTooLate" } };
    expect(await submit({ to: to(1), sendAt: inHours(3) })).toMatchObject(refused);
    const raw = Buffer.from(`To: a@example.com\r\nX-EE-Send-At: ${inHours(3)}\r\n\r\nx`).toString("base64");
    expect(await gateway.call("POST", `/v1/account/${account}/submit`, { raw })).toMatchObject(refused);
    const entry = `/v1/outbox/${String(soon.body["queueId"])}`;
    expect(await gateway.call("PUT", entry, { sendAt: inHours(3) })).toMatchObject(refused);
    const mailMerge = to(2).map((one, n) => ({ to: one, sendAt: inHours(1 + 2 * n) }));
    expect((await submit({ mailMerge })).body["mailMerge"]).toMatchObject([
      { success: true },
      { success: false, code: "SendAtTooLate", statusCode: 400 },
    ]);
    // What is wrong with all copies is no matter of each.
    const all = { mailMerge: to(2).map((one) => ({ to: one })), sendAt: inHours(3) };
    expect(await submit(all)).toMatchObject(refused);
    expect(await submit({ ...all, mailMerge })).toMatchObject({
      status: 200,
      body: { mailMerge: [{ success: true }, {}] },
    });
    await gateway.set({ maxSendAtDelay: null });
  });
});
