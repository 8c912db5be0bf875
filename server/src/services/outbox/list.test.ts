import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { SendError } from "../../core/mail-backend.ts";
import { TEST_ENGINES, toldBy } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("the outbox on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
    account = await gateway.addAccount();
  });
  afterAll(() => gateway.close());

  async function submit(more: Record<string, unknown> = {}, to = account): Promise<string> {
    const body = { to: { address: "bob@example.com" }, subject: "Hello", text: "x", copy: false, ...more };
    return String((await gateway.call("POST", `/v1/account/${to}/submit`, body)).body["queueId"]);
  }
  const scheduled = (to = account) => submit({ sendAt: "2099-01-01T00:00:00Z" }, to);
  const entryOf = async (id: string) => (await gateway.call("GET", `/v1/outbox/${id}`)).body;

  /** A message that failed for good. */
  async function failed(to = account): Promise<string> {
    gateway.mailOf(to).failNext("send", new SendError("No such user", { code: "EENVELOPE", smtpResponseCode: 550 }));
    const id = await submit({}, to);
    await vi.waitFor(async () => expect((await entryOf(id))["state"]).toBe("failed"), {
      interval: 20,
      timeout: 30_000,
    });
    return id;
  }

  it("shows a message until it is sent", async () => {
    const proxy = "socks5://ada:secret@proxy.example.com:1080";
    const id = await submit({
      sendAt: "2099-01-01T00:00:00Z",
      proxy,
      localAddress: "192.0.2.1",
      deliveryAttempts: 3,
    });
    expect(await entryOf(id)).toEqual({
      queueId: id,
      account,
      state: "delayed",
      source: "api",
      messageId: expect.any(String) as string,
      envelope: { from: "ada@example.com", to: ["bob@example.com"] },
      subject: "Hello",
      gateway: null,
      proxy: "socks5://******:******@proxy.example.com:1080",
      localAddress: "192.0.2.1",
      idempotencyKey: null,
      created: expect.any(String) as string,
      scheduled: "2099-01-01T00:00:00.000Z",
      nextAttempt: "2099-01-01T00:00:00.000Z",
      attemptsMade: 0,
      attempts: 3,
      progress: { status: "queued" },
    });
    expect((await gateway.call("POST", `/v1/outbox/${id}/promote`)).body).toEqual({ queueId: id, promoted: true });
    await vi.waitFor(() => expect(gateway.mailOf(account).sent.at(-1)?.proxy).toBe(proxy), {
      interval: 20,
      timeout: 30_000,
    });
    await vi.waitFor(async () => expect((await gateway.call("GET", `/v1/outbox/${id}`)).status).toBe(404), 30_000);
    for (const verb of ["promote", "retry"])
      expect((await gateway.call("POST", `/v1/outbox/${id}/${verb}`)).body).toMatchObject({ code: "NotFound" });
    expect((await gateway.call("DELETE", `/v1/outbox/${id}`)).body).toEqual({ deleted: false });
  });

  it("lists delayed before failed, in pages, by account and by state", async () => {
    const own = await gateway.addAccount();
    const ids = [await failed(own), await scheduled(own), await scheduled(own)];
    const list = async (query: string) => {
      const { body } = await gateway.call("GET", `/v1/outbox?account=${own}${query}`);
      return { total: body["total"], ids: (body["messages"] as { queueId: string }[]).map(({ queueId }) => queueId) };
    };
    expect(await list("")).toEqual({ total: 3, ids: [ids[1], ids[2], ids[0]] });
    expect(await list("&pageSize=1&page=1")).toEqual({ total: 3, ids: [ids[2]] });
    expect(await list("&state=delayed")).toEqual({ total: 2, ids: [ids[1], ids[2]] });
    expect(await list("&state=failed")).toEqual({ total: 1, ids: [ids[0]] });
    expect(await list("&state=waiting")).toEqual({ total: 0, ids: [] });
    expect((await gateway.call("GET", "/v1/outbox?state=nonsense")).status).toBe(400);
    const all = (await gateway.call("GET", "/v1/outbox")).body["messages"] as { queueId: string }[];
    expect(all.map(({ queueId }) => queueId)).toEqual(expect.arrayContaining(ids));
    const ofAccount = await gateway.call("GET", `/v1/account/${own}/outbox?state=failed`);
    expect(ofAccount.body).toMatchObject({ total: 1, messages: [{ queueId: ids[0], account: own }] });
  });

  it("lists by when messages came and when they are due, from one moment until before another", async () => {
    const own = await gateway.addAccount();
    const early = await submit({ sendAt: "2099-01-01T00:00:00Z" }, own);
    const late = await submit({ sendAt: "2099-01-02T00:00:00Z" }, own);
    const list = async (query: string, path = `/v1/account/${own}/outbox?`) =>
      ((await gateway.call("GET", `${path}${query}`)).body["messages"] as { queueId: string }[]).map(
        ({ queueId }) => queueId,
      );
    expect(await list("scheduledAfter=2099-01-02T00:00:00Z")).toEqual([late]);
    expect(await list("scheduledBefore=2099-01-02T00:00:00Z")).toEqual([early]);
    expect(await list("scheduledAfter=2099-01-01T00:00:00Z&scheduledBefore=2099-01-03T00:00:00Z")).toHaveLength(2);
    const { created } = await entryOf(early);
    expect(await list(`createdAfter=${String(created)}`)).toEqual([early, late]);
    expect(await list(`account=${own}&createdBefore=${String(created)}`, "/v1/outbox?")).toEqual([]);
    const { status, body } = await gateway.call("GET", "/v1/outbox?createdAfter=yesterday");
    expect({ status, fields: body["fields"] }).toMatchObject({ status: 400, fields: [{ key: "createdAfter" }] });
  });

  it("moves a message that waits to another time, and only such a one", async () => {
    const own = await gateway.addAccount();
    const id = await scheduled(own);
    const put = (queueId: string, body: object, path = "/v1/outbox") => gateway.call("PUT", `${path}/${queueId}`, body);
    expect((await put(id, { sendAt: "2098-01-01T00:00:00Z" })).body).toEqual({
      queueId: id,
      rescheduled: true,
      sendAt: "2098-01-01T00:00:00.000Z",
    });
    expect(await entryOf(id)).toMatchObject({
      state: "delayed",
      scheduled: "2098-01-01T00:00:00.000Z",
      nextAttempt: "2098-01-01T00:00:00.000Z",
    });
    expect((await put(id, {})).body["fields"]).toMatchObject([{ key: "sendAt" }]);
    expect((await put("nowhere", { sendAt: "2098-01-01T00:00:00Z" })).body).toMatchObject({ code: "NotFound" });
    expect((await put(await failed(own), { sendAt: "2098-01-01T00:00:00Z" })).body).toMatchObject({ statusCode: 409, code: "NotWaiting" }); // prettier-ignore
    const other = await gateway.addAccount();
    expect((await put(id, { sendAt: "2098-01-01T00:00:00Z" }, `/v1/account/${other}/outbox`)).status).toBe(404);
    expect((await put(id, { sendAt: "2001-01-01T00:00:00Z" }, `/v1/account/${own}/outbox`)).status).toBe(200);
    await vi.waitFor(() => expect(gateway.mailOf(own).sent).toHaveLength(1), { interval: 20, timeout: 30_000 });
  });

  it("keeps the entries of accounts apart", async () => {
    const other = await gateway.addAccount();
    const id = await scheduled();
    const at = (verb = "") => `/v1/account/${other}/outbox/${id}${verb}`;
    expect((await gateway.call("GET", at())).body).toMatchObject({ statusCode: 404, code: "NotFound" });
    expect((await gateway.call("POST", at("/promote"))).status).toBe(404);
    expect((await gateway.call("POST", at("/retry"))).status).toBe(404);
    expect((await gateway.call("DELETE", at())).body).toEqual({ deleted: false });
    const mine = `/v1/account/${account}/outbox/${id}`;
    expect((await gateway.call("GET", mine)).body).toMatchObject({ queueId: id });
    expect((await gateway.call("DELETE", mine)).body).toEqual({ deleted: true });
    expect((await gateway.call("GET", mine)).status).toBe(404);
    expect((await gateway.call("GET", "/v1/account/nobody/outbox")).body).toMatchObject({ code: "AccountNotFound" });
  });

  it("lets go of a message that waits, and then never sends it", async () => {
    const own = await gateway.addAccount();
    const id = await scheduled(own);
    expect((await gateway.call("DELETE", `/v1/outbox/${id}`)).body).toEqual({ deleted: true });
    expect((await gateway.call("DELETE", `/v1/outbox/${id}`)).body).toEqual({ deleted: false });
    expect(await gateway.storage.sql.selectFrom("jobs").select("id").where("lane", "=", id).execute()).toEqual([]);
  });

  /** What is told of the end of the account's messages. */
  const endsOf = (own: string) => toldBy(gateway.storage, ["messageSent", "messageFailed", "messageCancelled"], own);

  it("tells of a message that was cancelled, and of one that had failed nothing more", async () => {
    const own = await gateway.addAccount();
    const id = await scheduled(own);
    const { messageId, envelope } = await entryOf(id);
    await gateway.call("DELETE", `/v1/outbox/${id}`);
    expect(await endsOf(own)).toEqual([{ name: "messageCancelled", data: { messageId, queueId: id, envelope } }]);
    await gateway.call("DELETE", `/v1/outbox/${await failed(own)}`);
    expect((await endsOf(own)).map(({ name }) => name)).toEqual(["messageCancelled", "messageFailed"]);
  });

  it("never sends what was cancelled while a node was too slow to keep it", async () => {
    const own = await gateway.addConnected();
    const backend = await gateway.ctx.mail.open(own);
    const send = backend.send.bind(backend);
    const tried = vi.fn<(error: unknown) => void>();
    backend.send = async (message, options) => {
      const { submission } = await gateway.storage.sql
        .updateTable("lanes")
        .set({ leasedUntil: 0 })
        .where("share", "=", own)
        .where("kind", "=", "message-delivery")
        .returning("lane as submission")
        .executeTakeFirstOrThrow();
      expect((await gateway.call("DELETE", `/v1/outbox/${submission}`)).body).toEqual({ deleted: true });
      return send(message, options).catch((error: unknown) => {
        tried(error);
        throw error;
      });
    };
    await submit({}, own);
    await vi.waitFor(() => expect(tried).toHaveBeenCalled(), { interval: 20, timeout: 30_000 });
    expect(gateway.mailOf(own).sent).toEqual([]);
    expect((await endsOf(own)).map(({ name }) => name)).toEqual(["messageCancelled"]);
  });

  it("keeps a message that is being delivered", async () => {
    const own = await gateway.addConnected();
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const backend = await gateway.ctx.mail.open(own);
    const send = backend.send.bind(backend);
    backend.send = async (message, options) => {
      await held;
      return send(message, options);
    };
    const id = await submit({}, own);
    await vi.waitFor(async () => expect((await entryOf(id))["state"]).toBe("active"), {
      interval: 20,
      timeout: 30_000,
    });
    expect((await gateway.call("DELETE", `/v1/outbox/${id}`)).body).toEqual({ deleted: false });
    for (const [verb, code] of [
      ["promote", "NotDelayed"],
      ["retry", "NotFailed"],
    ] as const)
      expect((await gateway.call("POST", `/v1/outbox/${id}/${verb}`)).body).toMatchObject({ statusCode: 409, code });
    expect((await gateway.call("PUT", `/v1/outbox/${id}`, { sendAt: "2099-01-01T00:00:00Z" })).body).toMatchObject({ code: "NotWaiting" }); // prettier-ignore
    letGo();
    await vi.waitFor(() => expect(gateway.mailOf(own).sent).toHaveLength(1), { interval: 20, timeout: 30_000 });
  });

  it("tries a failed message again, with a fresh set of attempts", async () => {
    const own = await gateway.addAccount();
    const id = await failed(own);
    expect(await entryOf(id)).toMatchObject({
      state: "failed",
      nextAttempt: false,
      attemptsMade: 1,
      progress: { status: "error", error: { message: "No such user", code: "EENVELOPE", statusCode: 550 } },
    });
    expect((await gateway.call("POST", `/v1/outbox/${id}/promote`)).body).toMatchObject({ code: "NotDelayed" });
    expect((await gateway.call("POST", `/v1/outbox/${id}/retry`)).body).toEqual({ queueId: id, retried: true });
    await vi.waitFor(() => expect(gateway.mailOf(own).sent).toHaveLength(1), { interval: 20, timeout: 30_000 });
  });

  it("can't try again what it no longer keeps", async () => {
    const id = await failed();
    await gateway.storage.sql.deleteFrom("submissionContents").where("submission", "=", id).execute();
    expect((await gateway.call("POST", `/v1/outbox/${id}/retry`)).body).toMatchObject({
      statusCode: 409,
      code: "ContentGone",
    });
    expect((await gateway.call("DELETE", `/v1/outbox/${id}`)).body).toEqual({ deleted: true });
  });
});
