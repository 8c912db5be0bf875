import { type ReceivedWebhook, startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TEST_ENGINES, toldBy } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const WAIT = { interval: 20, timeout: 30_000 };
const bodyOf = ({ json }: ReceivedWebhook) =>
  json as { event: string; account: string; data: Record<string, unknown>; _route?: { id: string } };
const subjectsOf = (received: readonly ReceivedWebhook[]) => received.map((one) => bodyOf(one).data["subject"]);

describe.each(TEST_ENGINES)("webhook endpoints on %s", (engine) => {
  let gateway: TestGateway;
  let receiver: WebhookReceiver;
  const receivers: WebhookReceiver[] = [];

  async function receive(): Promise<WebhookReceiver> {
    const made = await startWebhookReceiver();
    receivers.push(made);
    return made;
  }
  beforeEach(async () => {
    gateway = await createTestGateway(engine, { ownClock: true });
    receiver = await receive();
    await gateway.set({ webhooksEnabled: true });
  });
  afterEach(async () => {
    await gateway.close();
    for (const one of receivers.splice(0)) await one.close();
  });

  const create = async (body: object = {}) => {
    const answer = await gateway.call("POST", "/v1/webhooks/endpoint", {
      name: "One",
      targetUrl: receiver.url,
      ...body,
    });
    expect(answer).toMatchObject({ status: 200, body: { created: true } });
    return answer.body as { id: string; secret: string };
  };
  const at = (id: string) => `/v1/webhooks/endpoint/${encodeURIComponent(id)}`;
  const get = async (id: string) => (await gateway.call("GET", at(id))).body;
  const mail = (subject: string, to: string, path = "INBOX") =>
    gateway
      .mailOf(to)
      .deliver(
        `From: b@example.org\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@x.test>\r\nX-Tag: t\r\n\r\nhi`,
        path,
      );
  const count = (number: number, of = receiver) => of.waitFor((all) => all.length >= number);
  const deliveries = async (query = "") =>
    (await gateway.call("GET", `/v1/webhooks/deliveries?${query}`)).body["deliveries"] as Record<string, unknown>[];
  const settled = (state: string, number = 1) =>
    vi.waitFor(async () => expect(await deliveries(`state=${state}`)).toHaveLength(number), WAIT);

  it("are created, read, changed, listed and deleted", async () => {
    const { id, secret } = await create({
      targetUrl: `http://ada:secret@${new URL(receiver.url).host}/hook`,
      customHeaders: [{ key: "X-Team", value: "ops" }],
      events: ["messageNew"],
      retry: { attempts: 3 },
    });
    expect(id).toMatch(/^[\w-]{16}$/);
    expect(secret).toMatch(/^whsec_/);
    const seen = await get(id);
    expect(seen).toMatchObject({
      id,
      name: "One",
      description: "",
      enabled: true,
      webhooksEnabled: true,
      targetUrl: expect.stringContaining("******:******@") as string,
      customHeaders: [{ key: "X-Team", value: "******" }],
      events: ["messageNew"],
      accounts: null,
      ordering: "block",
      retry: { attempts: 3 },
      hasFn: false,
      secrets: 1,
      stopped: null,
      failing: null,
      v: 1,
      updated: null,
    });
    // What was read masked may be written back.
    const { targetUrl, customHeaders } = seen;
    expect(await gateway.call("PUT", at(id), { targetUrl, customHeaders, events: null, name: "Two" })).toMatchObject({
      body: { updated: true },
    });
    expect(await get(id)).toMatchObject({
      ...seen,
      name: "Two",
      events: null,
      v: 2,
      updated: expect.any(String) as string,
    });
    const list = await gateway.call("GET", "/v1/webhooks/endpoints");
    expect(list.body).toMatchObject({ total: 2, endpoints: [{ id }, { id: "default", created: null }] });
    const account = await gateway.addConnected();
    mail("hello", account);
    const [webhook] = await receiver.waitFor((all) => all.some((one) => bodyOf(one).event === "messageNew"));
    expect(webhook?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from("ada:secret").toString("base64")}`,
      "x-team": "ops",
      "x-ee-wh-custom-route": id,
    });
    expect(await gateway.call("DELETE", at(id))).toMatchObject({ body: { id, deleted: true } });
    expect(await gateway.call("GET", at(id))).toMatchObject({ status: 404, body: { code: "WebhookEndpointNotFound" } });
    expect(await gateway.call("DELETE", at(id))).toMatchObject({ status: 404 });
  });

  it("refuse what makes no sense, field by field, and change nothing", async () => {
    const { id } = await create();
    const faulty = {
      filter: { $where: "1" },
      targetUrl: "http://******@example.com/",
      customHeaders: [{ key: "X", value: "******" }],
    };
    const { status, body } = await gateway.call("PUT", at(id), faulty);
    expect(status).toBe(400);
    expect((body["fields"] as { key: string }[]).map(({ key }) => key)).toEqual([
      "filter",
      "targetUrl",
      "customHeaders",
    ]);
    for (const wrong of [
      { targetUrl: "ftp://x.example" },
      { events: [""] },
      { payload: { maxSize: 1 } },
      { retry: { attempts: 0 } },
      { maxConcurrent: 0 },
      { ordering: "any" },
      { unknown: 1 },
      { name: "" },
      { fn: "x".repeat(1_048_577) },
    ])
      expect(await gateway.call("PUT", at(id), wrong)).toMatchObject({ status: 400 });
    expect(await gateway.call("POST", "/v1/webhooks/endpoint", { name: "x" })).toMatchObject({ status: 400 });
    expect(await gateway.call("POST", `${at(id)}/secret`, { secret: "whsec_short" })).toMatchObject({ status: 400 });
    expect(await gateway.call("DELETE", at("default"))).toMatchObject({
      status: 409,
      body: { code: "EndpointNotDeletable" },
    });
    expect(await get(id)).toMatchObject({ v: 1, targetUrl: receiver.url });
  });

  it("keep what runs and what is secret from narrowed tokens", async () => {
    const { id } = await create({ fn: "return true" });
    const token = await gateway.issue({ permissions: { actions: ["read", "write"], groups: ["webhook"] } });
    const more = { token };
    expect(await gateway.call("PUT", at(id), { name: "Renamed" }, more)).toMatchObject({ status: 200 });
    for (const body of [{ fn: "return 1" }, { map: "return 1" }, { customHeaders: [] }])
      expect(await gateway.call("PUT", at(id), body, more)).toMatchObject({ status: 403 });
    expect(await gateway.call("POST", `${at(id)}/secret`, {}, more)).toMatchObject({ status: 403 });
    expect((await gateway.call("GET", at(id), undefined, more)).body).toMatchObject({ fn: null, hasFn: true });
    expect(await gateway.call("DELETE", at(id), undefined, more)).toMatchObject({ status: 403 });
  });

  it("get the events they want, of the accounts they want, that fit their filter, each in order", async () => {
    const [one, two] = [await gateway.addConnected(), await gateway.addConnected()];
    const other = await receive();
    await create({ events: ["messageNew"], accounts: [one], filter: { "data.subject": { $contains: "invoice" } } });
    await create({ targetUrl: other.url, events: ["messageNew"] });
    for (const subject of ["Invoice1", "spam", "invoice2"]) for (const account of [one, two]) mail(subject, account);
    expect(subjectsOf(await count(2))).toEqual(["Invoice1", "invoice2"]);
    const all = await count(6, other);
    for (const account of [one, two])
      expect(subjectsOf(all.filter((webhook) => bodyOf(webhook).account === account))).toEqual([
        "Invoice1",
        "spam",
        "invoice2",
      ]);
    expect(receiver.received).toHaveLength(2);
  });

  it("get as much of an event as their profile says", async () => {
    await gateway.set({ notifyText: true, notifyHeaders: ["*"] });
    const account = await gateway.addConnected();
    await create({ events: ["messageNew"], payload: { headers: ["x-tag"], textSize: 1 } });
    mail("hello", account);
    const [webhook] = await count(1);
    const { data } = bodyOf(webhook as ReceivedWebhook);
    expect(data["headers"]).toEqual({ "x-tag": ["t"] });
    expect(data["text"]).toMatchObject({ plain: "h", hasMore: true });
  });

  it("sign with two secrets while one follows the other", async () => {
    const { id, secret } = await create({ events: ["messageNew"] });
    const account = await gateway.addConnected();
    const rotated = await gateway.call("POST", `${at(id)}/secret`, { overlap: 60 });
    const next = rotated.body["secret"] as string;
    expect(rotated.body).toMatchObject({ id, previousUntil: expect.any(String) as string });
    mail("both", account);
    const [both] = await count(1);
    for (const one of [secret, next])
      new Webhook(one).verify(both?.rawBody.toString() ?? "", both?.headers as Record<string, string>);
    expect(await get(id)).toMatchObject({ secrets: 2 });
    gateway.moveClock(61_000);
    expect(await get(id)).toMatchObject({ secrets: 1 });
  });

  it("are tried at once, with any payload", async () => {
    const { id, secret } = await create({ customHeaders: [{ key: "X-Team", value: "ops" }] });
    const trial = await gateway.call("POST", `${at(id)}/test`, {});
    expect(trial.body).toMatchObject({ success: true, target: receiver.url, statusCode: 200 });
    const [webhook] = await count(1);
    expect(webhook?.json).toMatchObject({
      account: null,
      event: "test",
      data: { nonce: expect.any(String) as string },
    });
    expect(webhook?.headers["x-team"]).toBe("ops");
    new Webhook(secret).verify(webhook?.rawBody.toString() ?? "", webhook?.headers as Record<string, string>);
    receiver.script({ status: 500, body: "no" });
    expect(
      (await gateway.call("POST", "/v1/webhooks/test", { targetUrl: receiver.url, payload: { a: 1 } })).body,
    ).toMatchObject({
      success: false,
      statusCode: 500,
      response: "no",
      error: "The receiver answered 500",
    });
    expect(receiver.received[1]?.json).toEqual({ a: 1 });
    expect(await gateway.call("POST", `${at("default")}/test`, {})).toMatchObject({
      status: 409,
      body: { code: "NoTarget" },
    });
    expect(
      (await gateway.call("POST", "/v1/webhooks/test", { targetUrl: "http://169.254.169.254/" })).body,
    ).toMatchObject({
      success: false,
      code: "EEGRESSBLOCKED",
    });
  });

  it("go on past a failed delivery where they skip, and hold what is behind it where they do not", async () => {
    const other = await receive();
    await create({ events: ["messageNew"], ordering: "skip", retry: { attempts: 3, delay: 1000 } });
    await create({ targetUrl: other.url, events: ["messageNew"], retry: { attempts: 3, delay: 1000 } });
    for (const one of [receiver, other])
      one.script({ times: 1, status: 500, matches: (webhook) => subjectsOf([webhook])[0] === "first" });
    const account = await gateway.addConnected();
    mail("first", account);
    mail("second", account);
    expect(subjectsOf(await count(2))).toEqual(["first", "second"]);
    await count(1, other);
    await settled("delivered");
    gateway.moveClock(2000);
    expect(subjectsOf(await count(3))).toEqual(["first", "second", "first"]);
    expect(receiver.received[2]?.headers["x-ee-wh-attempts-made"]).toBe("1");
    expect(subjectsOf(await count(3, other))).toEqual(["first", "first", "second"]);
    await settled("delivered", 4);
  });

  it("hold deliveries back while they are paused, in order", async () => {
    const { id } = await create({ events: ["messageNew"], paused: true });
    const account = await gateway.addConnected();
    for (const subject of ["one", "two", "three"]) mail(subject, account);
    await settled("pending", 3);
    await vi.waitFor(async () => {
      const lanes = await gateway.storage.sql
        .selectFrom("lanes")
        .selectAll()
        .where("kind", "=", "webhook-delivery")
        .execute();
      expect(lanes).toMatchObject([{ leasedUntil: 0 }]);
      expect(lanes[0]?.dueAt).toBeGreaterThan(Date.now());
    }, WAIT);
    expect(receiver.received).toEqual([]);
    await gateway.call("PUT", at(id), { paused: false });
    expect(subjectsOf(await count(3))).toEqual(["one", "two", "three"]);
    expect(receiver.received.map(({ headers }) => headers["x-ee-wh-attempts-made"])).toEqual(["0", "0", "0"]);
  });

  it("are switched off by 410 Gone, and tell it", async () => {
    receiver.script({ times: 1, status: 410 });
    const watcher = await receive();
    const { id } = await create({ name: "Gone", events: ["messageNew"] });
    await create({ targetUrl: watcher.url, events: ["webhookStopped"] });
    const account = await gateway.addConnected();
    mail("first", account);
    const [told] = await count(1, watcher);
    expect(told?.json).toMatchObject({
      account: null,
      event: "webhookStopped",
      data: { endpoint: id, name: "Gone", reason: "gone" },
    });
    expect(await get(id)).toMatchObject({ enabled: false, stopped: { reason: "gone", url: receiver.url } });
    await gateway.call("PUT", at(id), { enabled: true });
    expect(await get(id)).toMatchObject({ enabled: true, stopped: null });
    mail("second", account);
    expect(subjectsOf(await count(2))).toEqual(["first", "second"]);
  });

  it("show that they fail, tell it after a while, and that they work again", async () => {
    await gateway.set({ webhooksAlertAfter: 60, webhooks: receiver.url, webhookEvents: ["messageNew"] });
    receiver.script({ times: 4, status: 503 });
    const watcher = await receive();
    await create({ targetUrl: watcher.url, events: ["webhookFailing", "webhookRecovered"] });
    const account = await gateway.addConnected();
    mail("first", account);
    await count(1);
    await vi.waitFor(async () => {
      expect(await get("default")).toMatchObject({
        failing: { failures: 1, error: { event: "messageNew", statusCode: 503, url: receiver.url } },
      });
    }, WAIT);
    for (let attempts = 2; attempts <= 5; attempts++) {
      gateway.moveClock(90_000);
      await count(attempts);
      await vi.waitFor(
        async () => expect(await deliveries("endpoint=default")).toMatchObject([{ attemptsMade: attempts }]),
        WAIT,
      );
      await vi.waitFor(
        async () => expect((await deliveries("event=webhookFailing"))[0]).toMatchObject({ state: "delivered" }),
        WAIT,
      );
    }
    const told = await count(2, watcher);
    expect(told.map(({ json }) => json)).toMatchObject([
      { event: "webhookFailing", data: { endpoint: "default", name: "default", error: { statusCode: 503 } } },
      { event: "webhookRecovered", data: { endpoint: "default" } },
    ]);
    expect(await get("default")).toMatchObject({ failing: null });
    expect(await toldBy(gateway.storage, ["webhookFailing", "webhookRecovered"])).toHaveLength(2);
  });

  it("of accounts show in them that they fail", async () => {
    await gateway.set({ webhookEvents: ["messageNew"] });
    receiver.script({ times: 1, status: 500 });
    const account = await gateway.addConnected({ webhooks: receiver.url });
    mail("first", account);
    const flag = async () => (await gateway.call("GET", `/v1/account/${account}`)).body["webhookErrorFlag"];
    await vi.waitFor(async () => expect(await flag()).toMatchObject({ event: "messageNew", statusCode: 500 }), WAIT);
    expect(await get(`account:${account}`)).toMatchObject({ failing: { account, failures: 1 } });
    expect(await get("default")).toMatchObject({ failing: null });
    gateway.moveClock(6000);
    await vi.waitFor(async () => expect(await flag()).toBeUndefined(), WAIT);
  });

  it("are no longer shown as failing once somebody has seen it, and those of others are", async () => {
    await gateway.set({ webhookEvents: ["messageNew"] });
    receiver.script({ times: 2, status: 500 });
    const [account, other] = [
      await gateway.addConnected({ webhooks: receiver.url }),
      await gateway.addConnected({ webhooks: receiver.url }),
    ];
    const failing = async (id: string) => (await get(`account:${id}`))["failing"];
    for (const id of [account, other]) mail("first", id);
    for (const id of [account, other])
      await vi.waitFor(async () => expect(await failing(id)).toMatchObject({ failures: 1 }), WAIT);
    const dismiss = async (id: string) => {
      const { status, body } = await gateway.call("DELETE", `${at(id)}/failing`);
      return [status, body["dismissed"]];
    };
    expect(await dismiss(`account:${account}`)).toEqual([200, true]);
    expect(await failing(account)).toBeNull();
    expect(await failing(other)).toMatchObject({ failures: 1 });
    expect(await dismiss(`account:${account}`)).toEqual([200, false]);
    expect(await dismiss("nowhere")).toEqual([404, undefined]);
  });

  it("are views on the settings and on accounts, too", async () => {
    await gateway.set({ webhooks: receiver.url, webhookEvents: ["messageNew"] });
    expect(await get("default")).toMatchObject({ targetUrl: receiver.url, events: ["messageNew"] });
    await gateway.call("PUT", at("default"), { events: null, targetUrl: `${receiver.url}/new`, ordering: "skip" });
    const read = await gateway.call("GET", "/v1/settings?webhooks=true&webhookEvents=true");
    expect(read.body).toEqual({ webhooks: `${receiver.url}/new`, webhookEvents: ["*"] });
    const account = await gateway.addConnected({ webhooks: `${receiver.url}/own` });
    const own = `account:${account}`;
    expect(await get(own)).toMatchObject({
      id: own,
      targetUrl: `${receiver.url}/own`,
      accounts: [account],
      ordering: "skip",
    });
    await gateway.call("PUT", at(own), { targetUrl: `${receiver.url}/moved` });
    expect((await gateway.call("GET", `/v1/account/${account}`)).body["webhooks"]).toBe(`${receiver.url}/moved`);
    expect(await gateway.call("PUT", at(own), { ordering: "block" })).toMatchObject({ status: 400 });
    await gateway.call("PUT", at(own), { targetUrl: "" });
    expect(await gateway.call("GET", at(own))).toMatchObject({ status: 404 });
    await gateway.call("PUT", at("default"), { enabled: false });
    await create({ events: ["messageNew"], filter: { "data.subject": "heard" } });
    mail("unheard", account);
    mail("heard", account);
    const subjects = () => subjectsOf(receiver.received).filter((subject) => subject !== undefined);
    await vi.waitFor(() => expect(subjects()).toEqual(["heard"]), WAIT);
  });

  it("are held to their requests per minute and at once", async () => {
    const accounts = [await gateway.addConnected(), await gateway.addConnected(), await gateway.addConnected()];
    await create({ events: ["messageNew"], maxConcurrent: 1, maxPerMinute: 60 });
    receiver.script({ delayMs: 20 });
    for (const account of accounts) for (const subject of ["a", "b"]) mail(subject, account);
    // A burst of a second's worth, and one more for each second.
    await count(2);
    await vi.waitFor(async () => {
      expect(await gateway.storage.sql.selectFrom("deliveries").selectAll().execute()).toHaveLength(6);
      expect(
        await gateway.storage.sql
          .selectFrom("lanes")
          .select("lane")
          .where("kind", "=", "webhook-delivery")
          .where("leasedUntil", ">", 0)
          .execute(),
      ).toEqual([]);
    }, WAIT);
    expect(receiver.received.length).toBeLessThanOrEqual(2);
    for (let received = 3; received <= 6; received++) {
      gateway.moveClock(1100);
      await count(received);
    }
    expect(receiver.counts.peak).toBe(1);
  });

  it("have a log of deliveries, which are delivered again one by one or all that failed", async () => {
    const { id } = await create({ events: ["messageNew"], retry: { attempts: 1 }, ordering: "skip" });
    receiver.script({ times: 3, status: 500, body: "sorry" });
    const account = await gateway.addConnected();
    for (const subject of ["one", "two", "three", "four"]) mail(subject, account);
    await settled("failed", 3);
    await settled("delivered", 1);
    const [newest, ...older] = await deliveries(`endpoint=${id}&account=${account}&event=messageNew`);
    expect(newest).toMatchObject({ state: "delivered", endpoint: id, error: null, url: receiver.url, attemptsMade: 1 });
    expect(older).toHaveLength(3);
    const page = await gateway.call("GET", "/v1/webhooks/deliveries?pageSize=3");
    const rest = await gateway.call("GET", `/v1/webhooks/deliveries?cursor=${String(page.body["nextCursor"])}`);
    expect([page, rest].map(({ body }) => (body["deliveries"] as unknown[]).length)).toEqual([3, 1]);
    const failed = older[0]?.["id"] as string;
    const details = await gateway.call("GET", `/v1/webhooks/delivery/${failed}`);
    expect(details.body).toMatchObject({
      state: "failed",
      error: { message: "The receiver answered 500", statusCode: 500 },
      attempts: [{ attempt: 1, statusCode: 500, response: "sorry", error: "The receiver answered 500" }],
      nextAttempt: null,
    });
    expect(await gateway.call("POST", `/v1/webhooks/delivery/${failed}/retry`)).toMatchObject({
      body: { retried: true },
    });
    await settled("delivered", 2);
    expect((await gateway.call("GET", `/v1/webhooks/delivery/${failed}`)).body["attempts"]).toHaveLength(2);
    const byEvent = receiver.received.filter(({ headers }) => headers["x-ee-wh-event-id"] === details.body["eventId"]);
    expect(new Set(byEvent.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect((await gateway.call("GET", "/v1/webhooks/failed")).body).toMatchObject({
      total: 2,
      deliveries: [{ route: id }, {}],
    });
    expect((await gateway.call("POST", "/v1/webhooks/deliveries/retry", { endpoint: "nothing" })).body).toEqual({
      retried: 0,
      hasMore: false,
    });
    expect((await gateway.call("POST", "/v1/webhooks/deliveries/retry", { endpoint: id })).body).toEqual({
      retried: 2,
      hasMore: false,
    });
    await settled("delivered", 4);
    expect(await gateway.call("GET", "/v1/webhooks/delivery/none")).toMatchObject({ status: 404 });
    expect(await gateway.call("POST", "/v1/webhooks/delivery/none/retry")).toMatchObject({ status: 404 });
  });

  it("have in the log what their map made, for those who see functions", async () => {
    await create({ events: ["messageNew"], map: "return { key: env.key, subject: payload.data.subject }" });
    await gateway.set({ scriptEnv: '{"key": "k1"}' });
    mail("mapped", await gateway.addConnected());
    await settled("delivered", 1);
    const path = `/v1/webhooks/delivery/${String((await deliveries())[0]?.["id"])}`;
    const body = JSON.stringify(receiver.received[0]?.json);
    expect(JSON.parse(body)).toEqual({ key: "k1", subject: "mapped" });
    expect((await gateway.call("GET", path)).body["mappedBody"]).toBe(body);
    const narrowed = await gateway.issue({ permissions: { actions: ["read"], groups: ["webhook"] } });
    expect((await gateway.call("GET", path, undefined, { token: narrowed })).body["mappedBody"]).toBeNull();
  });

  it("get events of the past by a replay, from a time, a cursor or the beginning", async () => {
    const account = await gateway.addConnected();
    for (const subject of ["one", "two"]) mail(subject, account);
    await vi.waitFor(async () => expect(await toldBy(gateway.storage, ["messageNew"])).toHaveLength(2), WAIT);
    gateway.moveClock(3_600_000);
    const since = new Date(Date.now()).toISOString();
    mail("three", account);
    await vi.waitFor(async () => expect(await toldBy(gateway.storage, ["messageNew"])).toHaveLength(3), WAIT);
    const { id } = await create({ events: ["messageNew"] });
    const replay = async (body: object) => {
      const { body: started } = await gateway.call("POST", `${at(id)}/replay`, body);
      const seen = async () => (await gateway.call("GET", `/v1/webhooks/replay/${String(started["id"])}`)).body;
      await vi.waitFor(async () => expect(await seen()).toMatchObject({ state: "completed" }), WAIT);
      return seen();
    };
    expect(await replay({})).toMatchObject({ endpoint: id, deliveries: 3, since: null });
    expect(subjectsOf(await count(3))).toEqual(["one", "two", "three"]);
    expect(await replay({ since })).toMatchObject({ deliveries: 1, since });
    expect(subjectsOf(await count(4)).slice(3)).toEqual(["three"]);
    expect(receiver.received[3]?.headers["webhook-id"]).toBe(receiver.received[2]?.headers["webhook-id"]);
    expect(await replay({ until: since, events: ["accountInitialized"] })).toMatchObject({ deliveries: 1 });
    expect(bodyOf((await count(5))[4] as ReceivedWebhook).event).toBe("accountInitialized");
    expect(await replay({ accounts: ["nobody"] })).toMatchObject({ deliveries: 0 });
    const list = await gateway.call("GET", `/v1/webhooks/replays?endpoint=${id}`);
    expect(list.body).toMatchObject({ total: 4 });
    expect(await gateway.call("POST", `${at(id)}/replay`, { after: "nonsense" })).toMatchObject({ status: 400 });
    const [first] = list.body["replays"] as { id: string }[];
    expect((await gateway.call("DELETE", `/v1/webhooks/replay/${first?.id}`)).body).toMatchObject({ cancelled: false });
    expect(await gateway.call("GET", "/v1/webhooks/replay/none")).toMatchObject({
      status: 404,
      body: { code: "ReplayNotFound" },
    });
  });

  it("send what their functions let pass and make of it, and keep what went wrong", async () => {
    await gateway.set({ scriptEnv: JSON.stringify({ word: "invoice" }) });
    const account = await gateway.addConnected();
    const fn = `
      if (payload.event !== "messageNew") return false;
      if (payload.data.subject === "broken filter") throw new Error("no filter today");
      return payload.data.subject.includes(env.word) || payload.data.subject === "broken map";`;
    const map = `
      if (payload.data.subject === "broken map") throw new Error("no map today");
      if (payload.data.subject === "invoice as it is") return;
      payload.text = "Invoice: " + payload.data.subject;
      return payload;`;
    const { id } = await create({ fn, map });
    for (const subject of ["spam", "invoice 1", "broken filter", "broken map", "invoice as it is"])
      mail(subject, account);
    const received = await count(3);
    expect(received.map(({ json }) => json)).toMatchObject([
      { event: "messageNew", text: "Invoice: invoice 1", _route: { id } },
      { data: { subject: "broken map" } },
      { data: { subject: "invoice as it is" } },
    ]);
    expect(received[0]?.json).not.toHaveProperty("eventId");
    for (const webhook of received.slice(1)) expect(webhook.json).not.toHaveProperty("_route");
    const dropped = await deliveries(`endpoint=${id}&state=dropped&event=messageNew`);
    expect(dropped.map(({ error }) => (error as { message: string }).message)).toEqual(["filterFailed", "filtered"]);
    const { faults } = (await gateway.call("GET", `${at(id)}/faults`)).body as { faults: Record<string, unknown>[] };
    expect(faults).toMatchObject([
      {
        type: "map",
        error: { kind: "threw", message: "Error: no map today" },
        payload: expect.stringContaining("broken map") as string,
      },
      { type: "filter", error: { kind: "threw", message: "Error: no filter today" } },
    ]);
    expect(await gateway.call("PUT", at(id), { map: "return (" })).toMatchObject({
      status: 400,
      body: { fields: [{ key: "map" }] },
    });
    // From the next event on.
    await gateway.call("PUT", at(id), { map: "throw 1", dropOnMapError: true });
    mail("invoice unmapped", account);
    await vi.waitFor(async () => {
      const [newest] = await deliveries(`endpoint=${id}&event=messageNew`);
      expect(newest).toMatchObject({ state: "dropped", error: { message: "mapFailed" } });
    }, WAIT);
    // It runs once for a delivery, whatever comes of the requests.
    await gateway.call("PUT", at(id), { map: "return {at: Math.random()}", retry: { delay: 100 } });
    receiver.script({ times: 1, status: 500 });
    mail("invoice twice", account);
    await count(4);
    await vi.waitFor(
      async () => expect((await deliveries(`endpoint=${id}`))[0]).toMatchObject({ state: "pending", attemptsMade: 1 }),
      WAIT,
    );
    gateway.moveClock(1000);
    const twice = (await count(5)).slice(3);
    expect(twice[0]?.rawBody).toEqual(twice[1]?.rawBody);
  });

  it("are routes to old clients", async () => {
    const route = { name: "Ops", targetUrl: receiver.url, fn: "return payload.event === 'messageNew'" };
    const made = await gateway.call("POST", "/v1/webhookRoutes/webhookRoute", {
      ...route,
      customHeaders: [{ key: "X-A", value: "1" }],
    });
    const id = made.body["id"] as string;
    const path = `/v1/webhookRoutes/webhookRoute/${id}`;
    expect((await gateway.call("GET", "/v1/webhookRoutes")).body).toMatchObject({
      total: 1,
      page: 0,
      pages: 1,
      webhooks: [
        {
          id,
          name: "Ops",
          enabled: false,
          targetUrl: receiver.url,
          tcount: 0,
          webhookErrorFlag: null,
          customHeaders: [{ key: "X-A", value: "******" }],
        },
      ],
    });
    expect((await gateway.call("GET", path)).body).toMatchObject({ id, v: 1, content: { fn: route.fn, map: null } });
    expect((await gateway.call("PUT", path, { enabled: true, map: "return 1" })).body).toEqual({ id, updated: true });
    expect((await gateway.call("GET", path)).body).toMatchObject({ v: 2, enabled: true, content: { map: "return 1" } });
    expect(
      await gateway.call("POST", "/v1/webhookRoutes/webhookRoute", { name: "No filter", targetUrl: "" }),
    ).toMatchObject({ status: 400 });
    expect((await gateway.call("DELETE", path)).body).toEqual({ id, deleted: true });
    for (const method of ["GET", "DELETE"])
      expect(await gateway.call(method, path)).toMatchObject({ status: 404, body: { code: "WebhookRouteNotFound" } });
    expect(await gateway.call("GET", "/v1/webhookRoutes/webhookRoute/default")).toMatchObject({ status: 404 });
  });
});

describe.each(TEST_ENGINES)("receivers that misbehave, on %s", (engine) => {
  it("end each within their limit, recorded, and hold up nobody else", async () => {
    const gateway = await createTestGateway(engine, { env: { POSTHORN_WEBHOOK_TIMEOUT: "1500ms" } });
    const faults = ["hang", "reset", "drip", "flood"] as const;
    const receivers = await Promise.all([...faults, undefined].map(() => startWebhookReceiver()));
    try {
      await gateway.set({ webhooksEnabled: true });
      const ids: string[] = [];
      for (const [index, receiver] of receivers.entries()) {
        const fault = faults[index];
        if (fault !== undefined) receiver.script({ fault });
        const made = await gateway.call("POST", "/v1/webhooks/endpoint", {
          name: fault ?? "well",
          targetUrl: receiver.url,
          events: ["messageNew"],
          retry: { attempts: 1 },
        });
        ids.push(made.body["id"] as string);
      }
      const account = await gateway.addConnected();
      for (let number = 0; number < 2; number++)
        gateway.mailOf(account).deliver(`Subject: m${number}\r\nMessage-ID: <${number}@x.test>\r\n\r\nhi`, "INBOX");
      const of = async (id: string | undefined) =>
        (await gateway.call("GET", `/v1/webhooks/deliveries?endpoint=${id}`)).body["deliveries"] as {
          state: string;
          error: { code?: string } | null;
        }[];
      const outcome = async (id: string | undefined, expected: { state: string; code?: unknown }) =>
        vi.waitFor(
          async () => {
            const all = await of(id);
            expect(all.map(({ state, error }) => ({ state, ...(error?.code && { code: error.code }) }))).toEqual(
              Array.from({ length: 2 }, () => expected),
            );
          },
          { interval: 20, timeout: 40_000 },
        );
      await outcome(ids[4], { state: "delivered" });
      await outcome(ids[0], { state: "failed", code: "ETIMEDOUT" });
      await outcome(ids[1], { state: "failed", code: expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/) });
      await outcome(ids[2], { state: "failed", code: "ETIMEDOUT" });
      // What is answered beyond the beginning is not read; the answer itself counts.
      await outcome(ids[3], { state: "delivered" });
    } finally {
      await gateway.close();
      for (const receiver of receivers) await receiver.close();
    }
  });
});

describe.each(TEST_ENGINES)("functions that misbehave, on %s", (engine) => {
  it("loop, take memory or never end, and hold up no other endpoint", async () => {
    const gateway = await createTestGateway(engine, { env: { POSTHORN_FUNCTION_TIMEOUT: "1s" } });
    const hostile = await startWebhookReceiver();
    const well = await startWebhookReceiver();
    const create = (name: string, targetUrl: string, fn: string) =>
      gateway.call("POST", "/v1/webhooks/endpoint", { name, targetUrl, events: ["messageNew"], fn });
    try {
      await gateway.set({ webhooksEnabled: true });
      await create("loop", hostile.url, "for (;;);");
      await create("bomb", hostile.url, "const all = []; for (;;) all.push(new Array(1e5).fill(7));");
      await create("never", hostile.url, "await new Promise(() => {})");
      await create("well", well.url, "return true");
      const account = await gateway.addConnected();
      const subjects = ["one", "two", "three"];
      for (const subject of subjects)
        gateway.mailOf(account).deliver(`Subject: ${subject}\r\nMessage-ID: <${subject}@x.test>\r\n\r\nhi`, "INBOX");
      expect(subjectsOf(await well.waitFor((all) => all.length >= 3, 20_000))).toEqual(subjects);
      expect(hostile.received).toEqual([]);
    } finally {
      await gateway.close();
      await hostile.close();
      await well.close();
    }
  });
});
