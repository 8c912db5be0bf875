import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { addUser, signIn } from "../sessions/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const WAIT = { interval: 10, timeout: 30_000 };
const WHEN = { accountDown: { minutes: 5, more: 0 } };

describe.each(TEST_ENGINES)("alert rules on %s", (engine) => {
  let gateway: TestGateway;
  let receiver: WebhookReceiver;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
    receiver = await startWebhookReceiver();
  });
  afterAll(async () => {
    await gateway.close();
    await receiver.close();
  });

  const create = (body: object = {}) =>
    gateway.call("POST", "/v1/alert-rules", {
      name: "Accounts",
      when: WHEN,
      target: { webhook: { url: "https://ada:geheim-1@ops.example.com/hook" } },
      ...body,
    });
  const idOf = async (body: object = {}) => (await create(body)).body["id"] as string;
  const at = (id: string) => `/v1/alert-rules/${id}`;
  const get = async (id: string) => (await gateway.call("GET", at(id))).body;

  it("are created, read, changed, listed and deleted", async () => {
    const { status, body } = await create({ repeatHours: 4 });
    expect(status).toBe(200);
    const { id, secret } = body as { id: string; secret: string };
    expect(secret).toMatch(/^whsec_/);
    expect(await get(id)).toMatchObject({
      id,
      name: "Accounts",
      enabled: true,
      when: WHEN,
      target: { webhook: { url: "https://******:******@ops.example.com/hook", secret: "******" } },
      repeatHours: 4,
      state: "ok",
      since: null,
      told: null,
      error: null,
    });
    const changed = await gateway.call("PUT", at(id), {
      name: "Queue",
      when: { queueDepth: { queue: "notify" } },
      target: { webhook: { url: "https://******:******@ops.example.com/hook" } },
      repeatHours: null,
    });
    // What is masked stays as it is, and so does the secret.
    expect(changed.body).toEqual({ id, updated: true });
    expect(await get(id)).toMatchObject({
      name: "Queue",
      when: { queueDepth: { queue: "notify", more: 100, minutes: 5 } },
      repeatHours: null,
    });
    const list = (await gateway.call("GET", "/v1/alert-rules")).body["rules"] as { id: string }[];
    expect(list.map((rule) => rule.id)).toEqual([id]);
    expect((await gateway.call("DELETE", at(id))).body).toEqual({ id, deleted: true });
    for (const [method, path] of [["GET", ""], ["PUT", ""], ["DELETE", ""], ["POST", "/test"]] as const) // prettier-ignore
      expect((await gateway.call(method, at(id) + path, method === "PUT" ? {} : undefined)).body["code"]).toBe("AlertRuleNotFound"); // prettier-ignore
  });

  it("refuse what makes no sense", async () => {
    const faultsOf = async (body: object) => {
      const { status, body: answer } = await create(body);
      expect(status).toBe(400);
      return (answer["fields"] as { key: string }[]).map(({ key }) => key);
    };
    expect(await faultsOf({ when: {} })).toEqual(["when"]);
    expect(await faultsOf({ when: { ...WHEN, queueDepth: { queue: "notify" } } })).toEqual(["when"]);
    expect(await faultsOf({ when: { queueDepth: { queue: "documents" } } })).toEqual(["queue"]);
    expect(await faultsOf({ target: {} })).toEqual(["target"]);
    expect(await faultsOf({ target: { chat: { url: "ftp://example.com", format: "slack" } } })).toEqual(["url"]);
    expect(await faultsOf({ target: { email: { account: "ada", to: ["nobody"] } } })).toEqual(["0"]);
    expect(await faultsOf({ target: { webhook: { url: "https://ada:******@example.com" } } })).toEqual(["url"]);
    const nobody = { email: { account: "nobody", to: ["ops@example.org"] } };
    expect((await create({ target: nobody })).body["code"]).toBe("AccountNotFound");
    const account = await gateway.addAccount();
    const lost = { email: { account, gateway: "nowhere", to: ["ops@example.org"] } };
    expect((await create({ target: lost })).body["code"]).toBe("GatewayNotFound");
    const silent = await gateway.addAccount({ smtp: false });
    const mute = { email: { account: silent, to: ["ops@example.org"] } };
    expect((await create({ target: mute })).body["code"]).toBe("SMTPUnavailable");
  });

  it("are out of reach of narrowed tokens, and viewers see them and change nothing", async () => {
    const id = await idOf();
    const narrowed = await gateway.issue({ permissions: { actions: ["*"], groups: ["*"] } });
    const bound = await gateway.issue({ account: await gateway.addAccount() });
    for (const token of [narrowed, bound])
      for (const [method, path] of [
        ["GET", "/v1/alert-rules"],
        ["GET", at(id)],
        ["POST", `${at(id)}/test`],
        ["DELETE", at(id)],
      ] as const)
        // prettier-ignore
        expect((await gateway.call(method, path, undefined, { token })).status).toBe(403);
    const whole = await gateway.issue();
    expect((await gateway.call("GET", at(id), undefined, { token: whole })).status).toBe(200);
    const viewer = await signIn(gateway, await addUser(gateway, "Vera"));
    await gateway.storage.sql.updateTable("users").set({ role: "viewer" }).where("name", "=", "Vera").execute();
    expect((await viewer.call("GET", at(id))).status).toBe(200);
    expect((await viewer.call("PUT", at(id), { enabled: false })).status).toBe(403);
    expect((await viewer.call("POST", `${at(id)}/test`)).status).toBe(403);
    expect((await viewer.call("DELETE", at(id))).status).toBe(403);
  });

  it("keep secrets sealed, and masked in what the admin log tells", async () => {
    const ada = await signIn(gateway, await addUser(gateway, "Ada"));
    const secret = `whsec_${Buffer.alloc(32, "geheim-2").toString("base64")}`;
    const target = { webhook: { url: "https://ada:geheim-1@ops.example.com/hook", secret } };
    const id = (await ada.call("POST", "/v1/alert-rules", { name: "A", when: WHEN, target })).body["id"] as string;
    const chat = { chat: { url: "https://chat.example.com/services/geheim-3", format: "slack" } };
    await ada.call("PUT", at(id), { target: chat });
    expect((await get(id))["target"]).toEqual({ chat: { url: "https://chat.example.com/******", format: "slack" } });
    await ada.call("PUT", at(id), {
      target: { chat: { ...chat.chat, url: "https://chat.example.com/services/geheim-4" } },
    });
    await ada.call("DELETE", at(id));
    const rows = await gateway.storage.sql.selectFrom("alertRules").selectAll().execute();
    const log = (await ada.call("GET", "/v1/admin-log")).body["entries"] as { target: string; method: string; changes: unknown }[]; // prettier-ignore
    const entries = log.filter((entry) => entry.target === id);
    expect(entries.map(({ method }) => method)).toEqual(["delete", "put", "put"]);
    const field = "target.chat.url";
    const masked = "https://chat.example.com/******";
    expect(entries[1]?.changes).toEqual([{ field, before: masked, after: masked }]);
    for (const secret of ["geheim", target.webhook.secret])
      expect(JSON.stringify([rows, log, gateway.logs])).not.toContain(secret);
  });

  it("are tested: a webhook gets a signed sample that says so", async () => {
    const { body } = await create({ target: { webhook: { url: `${receiver.url}/test` } } });
    const { id, secret } = body as { id: string; secret: string };
    const { body: trial } = await gateway.call("POST", `${at(id)}/test`);
    expect(trial).toMatchObject({ success: true, target: `${receiver.url}/test`, statusCode: 200 });
    const request = receiver.received.at(-1);
    expect(new Webhook(secret).verify(request?.rawBody.toString() ?? "", request?.headers as Record<string, string>)).toMatchObject({ kind: "test", title: "Test of an alert: Accounts", text: expect.stringContaining("Nothing is wrong") as string }); // prettier-ignore
    expect(await get(id)).toMatchObject({ state: "ok", since: null, told: null, error: null });
    receiver.script({ times: 1, status: 500, body: "broken" });
    expect((await gateway.call("POST", `${at(id)}/test`)).body).toMatchObject({
      success: false,
      statusCode: 500,
      response: "broken",
      error: "The receiver answered 500",
    });
  });

  it("are tested: an email goes to the outbox, by the gateway that is named", async () => {
    const account = await gateway.addConnected();
    const id = await idOf({ target: { email: { account, to: ["ops@example.org"] } } });
    const { body } = await gateway.call("POST", `${at(id)}/test`);
    expect(body).toMatchObject({ success: true, target: "ops@example.org", queueId: expect.any(String) as string });
    await vi.waitFor(() => expect(gateway.mailOf(account).sent).toHaveLength(1), WAIT);
    expect(gateway.mailOf(account).sent[0]?.content.toString()).toContain("Subject: Test of an alert: Accounts");
  });

  it("don't reach addresses that the policy forbids", async () => {
    const strict = await createTestGateway(engine, { env: { POSTHORN_WEBHOOK_EGRESS_POLICY: "private" } });
    try {
      const { body } = await strict.call("POST", "/v1/alert-rules", {
        name: "A",
        when: WHEN,
        target: { chat: { url: `${receiver.url}/x`, format: "slack" } },
      });
      const trial = await strict.call("POST", `${at(body["id"] as string)}/test`);
      expect(trial.body).toMatchObject({ success: false });
      expect(trial.body).not.toHaveProperty("statusCode");
    } finally {
      await strict.close();
    }
  });

  it("are counted by the metrics while they fire", async () => {
    const page = (await gateway.call("GET", "/metrics")).bytes.toString();
    expect(page).toContain("posthorn_alerts_firing 0");
    expect(page).toContain('posthorn_alert_tellings{target="webhook",outcome="told"} 0');
  });
});
