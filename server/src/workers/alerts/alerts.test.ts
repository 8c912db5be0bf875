import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConnectFailure } from "../../core/mail-backend.ts";
import { jobsTopic } from "../../core/jobs.ts";
import { enqueueJobs } from "../../queue/enqueue.ts";
import { composeAlertMail } from "../../services/alert-rules/compose-alert-mail.ts";
import { queueCounts } from "../../services/service/queue-counts.ts";
import { createTestGateway, type TestGateway } from "../../services/testing.ts";
import { updateAccountSettings, updateAccountStatus, findAccount } from "../../storage/accounts.ts";
import { addCounts } from "../../storage/counters.ts";
import { writeNotes } from "../../storage/notes.ts";
import { insertOAuth2App, NEW_OAUTH2_APP } from "../../storage/oauth2-apps.ts";
import { SUBSCRIPTION_NOTE } from "../../storage/subscription-notes.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { recordFailure } from "../account-sync/record-failure.ts";
import { lookAtAlertRules } from "./look.ts";
import type { LookDeps } from "./look-deps.ts";

const WAIT = { interval: 10, timeout: 30_000 };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe.each(TEST_ENGINES)("alerts on %s", (engine) => {
  let gateway: TestGateway;
  let receiver: WebhookReceiver;
  beforeEach(async () => {
    gateway = await createTestGateway(engine, { ownClock: true });
    receiver = await startWebhookReceiver();
  });
  afterEach(async () => {
    await gateway.close();
    await receiver.close();
  });

  const deps = (more: Partial<LookDeps> = {}): LookDeps => ({
    storage: gateway.storage,
    meter: gateway.ctx.meter,
    log: gateway.ctx.log,
    listenerCertificates: () => [],
    waitingIn: async (queue) => (await queueCounts(gateway.storage, queue, Date.now())).waiting,
    serviceUrl: () => "https://mail.example.com",
    locale: () => "en",
    prepareMail: (target, mail) => composeAlertMail(gateway.ctx, target, mail, AbortSignal.timeout(30_000)),
    now: () => Date.now(),
    ...more,
  });
  /** A minute goes by, and somebody looks. */
  async function look(ms = MINUTE, more: Partial<LookDeps> = {}): Promise<void> {
    gateway.moveClock(ms);
    gateway.storage.hint(jobsTopic("alert-telling"));
    await lookAtAlertRules(deps(more));
  }
  const create = async (when: object, more: object = {}) => {
    const answer = await gateway.call("POST", "/v1/alert-rules", {
      name: "Watch it",
      when,
      target: { webhook: { url: `${receiver.url}/alerts` } },
      ...more,
    });
    expect(answer).toMatchObject({ status: 200, body: { created: true } });
    const { id, secret } = answer.body as { id: string; secret: string };
    // Who is told of a new rule looks at once; what is to be found out here comes after that.
    await vi.waitFor(async () => expect((await get(id))["checked"]).not.toBeNull(), WAIT);
    return { id, secret };
  };
  const at = (id: string) => `/v1/alert-rules/${id}`;
  const get = async (id: string) => (await gateway.call("GET", at(id))).body;
  const told = async (count: number) => {
    await receiver.waitFor((all) => all.length >= count, 30_000);
    return receiver.received.map(({ json }) => json as { id: string; kind: string; title: string; text: string; link: string }); // prettier-ignore
  };
  const fails = (account: string, at: number | null, response = "No route") =>
    gateway.storage.transaction((tx) =>
      updateAccountStatus(tx, account, {
        state: at === null ? "connected" : "connectError",
        failingSince: at,
        lastError: at === null ? null : { response },
      }),
    );

  it("fire for accounts that can't be connected to for long enough, and tell when they can again", async () => {
    const account = await gateway.addConnected();
    const { id, secret } = await create({ accountDown: { minutes: 5 } });
    const began = Date.now();
    await fails(account, began, "Temporary <failure> for @here");
    await look(4 * MINUTE);
    expect(await get(id)).toMatchObject({ state: "ok", value: 0, error: null, told: null });
    await look();
    const since = new Date(began).toISOString();
    expect(await get(id)).toMatchObject({ state: "firing", since, value: 1 });
    const [first] = await told(1);
    const request = receiver.received[0];
    const headers = request?.headers as Record<string, string>;
    vi.setSystemTime(Number(headers["webhook-timestamp"]) * 1000);
    expect(new Webhook(secret).verify(request?.rawBody.toString() ?? "", headers)).toMatchObject({
      kind: "firing",
      rule: { id, name: "Watch it", when: { accountDown: { minutes: 5, more: 0 } } },
      state: "firing",
      since,
      value: 1,
      title: "Alert: Watch it",
      link: "https://mail.example.com/admin/accounts?state=errors",
    });
    expect(headers["webhook-id"]).toBe(first?.id);
    expect(first?.text).toContain("1 account can't be connected to for at least 5 minutes");
    expect(first?.text).toContain(`${account}, since `);
    expect(first?.text).toContain("Temporary <failure>");
    expect(first?.text).toContain("Look here: https://mail.example.com/admin/accounts?state=errors");
    await vi.waitFor(
      async () => expect(await get(id)).toMatchObject({ told: { id: first?.id, kind: "firing" } }),
      WAIT,
    );
    // What goes on is told once.
    await look();
    await look();
    await fails(account, null);
    await look();
    const all = await told(2);
    expect(all.map(({ kind }) => kind)).toEqual(["firing", "recovered"]);
    expect(all[1]?.title).toBe("Well again: Watch it");
    expect(await get(id)).toMatchObject({ state: "ok", value: 0, since: expect.any(String) as string });
  });

  it("know since when an account fails from its own tries", async () => {
    const account = await gateway.addConnected();
    const before = await findAccount(gateway.storage, account);
    expect(before?.failingSince).toBeNull();
    const now = Date.now();
    const fail = (at: number) =>
      recordFailure(gateway.storage, gateway.ctx.events, account, new ConnectFailure("connection", "No route"), {
        now: at,
        retryAfterMs: HOUR,
        maxAuthFailureMs: DAY,
      });
    await fail(now);
    await fail(now + MINUTE);
    expect((await findAccount(gateway.storage, account))?.failingSince).toBe(now);
  });

  it("fire for more accounts than are allowed, or for one account alone", async () => {
    const accounts = [await gateway.addConnected(), await gateway.addConnected(), await gateway.addConnected()];
    const [one = "", two = "", three = ""] = accounts;
    const many = await create({ accountDown: { minutes: 0, more: 1 } });
    const single = await create({ accountDown: { minutes: 0, account: three } });
    await fails(one, Date.now());
    await look();
    expect([(await get(many.id))["state"], (await get(single.id))["state"]]).toEqual(["ok", "ok"]);
    await fails(two, Date.now());
    await look();
    expect([(await get(many.id))["state"], (await get(single.id))["state"]]).toEqual(["firing", "ok"]);
    await fails(three, Date.now());
    await look();
    expect([(await get(many.id))["value"], (await get(single.id))["state"]]).toEqual([3, "firing"]);
    expect((await told(2))[1]?.link).toBe(`https://mail.example.com/admin/accounts/${three}`);
  });

  it("fire for a queue that stays long, and leave no trace of one that does not", async () => {
    const { id } = await create({ queueDepth: { queue: "submit", more: 2, minutes: 3 } });
    const waiting = (count: number, ms = MINUTE) => look(ms, { waitingIn: async () => count });
    await waiting(3);
    await waiting(2);
    await waiting(3);
    await waiting(3, 2 * MINUTE);
    expect(await get(id)).toMatchObject({ state: "ok", value: 3 });
    await waiting(3);
    expect(await get(id)).toMatchObject({ state: "firing", value: 3 });
    expect((await told(1))[0]?.text).toContain("3 jobs wait in the queue submit");
    await waiting(2);
    expect((await told(2))[1]?.kind).toBe("recovered");
  });

  it("count the jobs that are due", async () => {
    const { id } = await create({ queueDepth: { queue: "submit", more: 0, minutes: 0 } });
    await gateway.call("PUT", "/v1/settings/queue/submit", { paused: true });
    await gateway.storage.transaction((tx) =>
      enqueueJobs(tx, [{ kind: "message-delivery", lane: "x", share: "x", payload: { submission: "x" } }], Date.now()),
    );
    await look();
    expect(await get(id)).toMatchObject({ state: "firing", value: 1 });
  });

  it.each([
    ["webhooks", "webhooks:success", "webhooks:fail"],
    ["sends", "submit:success", "submit:fail"],
    ["calls", "apiCall:success", "apiCall:error"],
  ])("fire when too many of the %s fail, and not for a few", async (of, good, bad) => {
    const { id } = await create({ failureRate: { of, percent: 10, minutes: 5, least: 20 } });
    // A day on, so that the calls of this test count no more.
    await look(DAY);
    const count = (name: string, by: number) =>
      gateway.storage.transaction((tx) => addCounts(tx, new Map([[name, by]]), Date.now()));
    await count(good, 2);
    await count(bad, 8);
    if (of === "calls") await count("apiCall:fail", 8);
    await look();
    expect(await get(id)).toMatchObject({ state: "ok", value: 80 });
    await count(good, 70);
    await look();
    expect(await get(id)).toMatchObject({ state: "ok", value: 10 });
    await count(bad, 2);
    if (of === "calls") await count("apiCall:fail", 2);
    await look();
    expect(await get(id)).toMatchObject({ state: "firing", value: 12 });
    expect((await told(1))[0]?.text).toContain("10 of 82");
    await look(10 * MINUTE);
    expect(await get(id)).toMatchObject({ state: "ok" });
  });

  it("fire for what ends, or could not be renewed", async () => {
    const { id } = await create({ expiringGrant: { days: 14 } });
    const only = await create({ expiringGrant: { days: 14, of: ["tokens"] } });
    await look();
    expect(await get(id)).toMatchObject({ state: "ok", value: 0 });
    const now = Date.now();
    await gateway.issue({ description: "for long", expiresAt: now + 100 * DAY });
    await gateway.issue({ description: "nightly job", expiresAt: now + 3 * DAY });
    await gateway.storage.transaction((tx) =>
      insertOAuth2App(tx, "ms", { ...NEW_OAUTH2_APP, provider: "outlook", baseScopes: "api", enabled: true }, now),
    );
    const account = await gateway.addConnected();
    const record = await findAccount(gateway.storage, account);
    await gateway.storage.transaction(async (tx) => {
      const settings = { ...record?.settings, oauth2: { provider: "ms", auth: { user: "ada@example.com" } } };
      await updateAccountSettings(tx, account, settings, now, { isNewRevision: false });
      await updateAccountStatus(tx, account, { state: "authenticationError", authFailingSince: now });
      const note = { state: { state: "error", time: now, error: "no", retryCount: 1, createRetryCount: 1 } };
      await writeNotes(tx, account, [{ key: SUBSCRIPTION_NOTE, value: Buffer.from(JSON.stringify(note)) }]);
    });
    await look(MINUTE, {
      listenerCertificates: () => [
        { listener: "api", source: "env:api", notAfter: now + 13 * DAY },
        { listener: "smtpServer", source: "env:smtp", notAfter: now + 60 * DAY },
      ],
    });
    const found = (await get(id))["findings"] as string[];
    expect(found[0]).toBe("4 things end within 14 days or could not be renewed.");
    expect(found.join("\n")).toContain(`refused the OAuth2 login of the account ${account}`);
    expect(found.join("\n")).toContain(`takes no subscription for the account ${account}`);
    expect(found.join("\n")).toContain("certificate of the server api");
    expect(found.join("\n")).toContain("The access token nightly job ends");
    expect(await get(only.id)).toMatchObject({ state: "firing", value: 1 });
    // A token that was replaced by one that goes on is renewed.
    await gateway.issue({ description: "nightly job", expiresAt: now + 300 * DAY });
    await look();
    expect(await get(only.id)).toMatchObject({ state: "ok", value: 0 });
  });

  it("remind of what goes on where that is wanted", async () => {
    const account = await gateway.addConnected();
    await create({ accountDown: { minutes: 0 } }, { repeatHours: 2 });
    await fails(account, Date.now());
    await look();
    await look(HOUR);
    await look(HOUR);
    await look();
    await look(2 * HOUR);
    const all = await told(3);
    expect(all.map(({ kind }) => kind)).toEqual(["firing", "reminder", "reminder"]);
    expect(all[1]?.title).toBe("Still an alert: Watch it");
  });

  it("start afresh when they are changed or switched off, without a word", async () => {
    const account = await gateway.addConnected();
    const { id } = await create({ accountDown: { minutes: 0 } });
    await fails(account, Date.now());
    await look();
    await told(1);
    await gateway.call("PUT", at(id), { name: "Another name", repeatHours: 24 });
    expect(await get(id)).toMatchObject({ state: "firing" });
    await gateway.call("PUT", at(id), { enabled: false });
    expect(await get(id)).toMatchObject({ state: "ok", since: null, enabled: false });
    await look();
    expect(await get(id)).toMatchObject({ state: "ok", value: null });
    await gateway.call("PUT", at(id), { enabled: true });
    // It is looked at at once, and what still is gets told anew.
    expect((await told(2)).map(({ kind }) => kind)).toEqual(["firing", "firing"]);
    expect(await get(id)).toMatchObject({ state: "firing" });
  });

  it("try again when their target does not answer, and give up at once where nobody listens any more", async () => {
    receiver.script({ times: 2, status: 503 });
    const account = await gateway.addConnected();
    const { id } = await create({ accountDown: { minutes: 0 } });
    await fails(account, Date.now());
    await look();
    await told(1);
    await vi.waitFor(async () => expect(await get(id)).toMatchObject({ told: null, error: { message: "The receiver answered 503" } }), WAIT); // prettier-ignore
    for (const count of [2, 3]) {
      await vi.waitFor(() => {
        gateway.moveClock(MINUTE);
        gateway.storage.hint(jobsTopic("alert-telling"));
        expect(receiver.received).toHaveLength(count);
      }, WAIT);
    }
    const all = await told(3);
    expect(new Set(all.map((one) => one.id)).size).toBe(1);
    await vi.waitFor(async () => expect(await get(id)).toMatchObject({ told: { kind: "firing" }, error: null }), WAIT);
    receiver.script({ status: 410 });
    await fails(account, null);
    await look();
    await told(4);
    await vi.waitFor(async () => expect(await get(id)).toMatchObject({ state: "ok", error: { message: expect.stringContaining("nobody listens at this address any more") as string } }), WAIT); // prettier-ignore
    await vi.waitFor(async () => expect(await gateway.storage.sql.selectFrom("jobs").select("id").where("kind", "=", "alert-telling").execute()).toEqual([]), WAIT); // prettier-ignore
  });

  it("tell nothing twice when a node dies between, and nothing when two look at once", async () => {
    const account = await gateway.addConnected();
    const { id } = await create({ accountDown: { minutes: 0 } });
    await fails(account, Date.now());
    gateway.moveClock(MINUTE);
    // It dies after it took the rule upon itself: nothing is written, and a minute later somebody else looks.
    const dying = deps({
      serviceUrl: () => {
        throw new Error("The node dies");
      },
    });
    await lookAtAlertRules(dying);
    expect(await get(id)).toMatchObject({ state: "ok" });
    await lookAtAlertRules(deps());
    expect(await get(id)).toMatchObject({ state: "ok" });
    gateway.moveClock(MINUTE);
    await Promise.all([lookAtAlertRules(deps()), lookAtAlertRules(deps()), lookAtAlertRules(deps())]);
    gateway.storage.hint(jobsTopic("alert-telling"));
    await told(1);
    await look();
    expect(await get(id)).toMatchObject({ state: "firing" });
    expect(receiver.received).toHaveLength(1);
  });

  it("go to chats in the words that each wants", async () => {
    const account = await gateway.addConnected();
    for (const format of ["slack", "discord", "teams"])
      await create({ accountDown: { minutes: 0 } }, { target: { chat: { url: `${receiver.url}/${format}`, format } } });
    await fails(account, Date.now(), "Call <!channel> or @here, [see](https://evil.example)");
    await look();
    await told(3);
    const of = (format: string) => receiver.received.find(({ url }) => url === `/${format}`)?.json;
    expect(of("slack")).toEqual({
      text: expect.stringContaining("Call ‹!channel› or @\u200bhere, [see]\u200b(https") as string,
    });
    expect(of("discord")).toEqual({
      content: expect.stringMatching(/^Alert: Watch it\n1 account/) as string,
      allowed_mentions: { parse: [] },
    });
    expect(of("teams")).toMatchObject({
      type: "message",
      attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: { type: "AdaptiveCard" } }],
    });
    expect(receiver.received.every(({ headers }) => headers["webhook-signature"] === undefined)).toBe(true);
  });

  it("speak the language of the settings, and leave what programs read as it is", async () => {
    const sender = await gateway.addConnected();
    const account = await gateway.addConnected();
    await gateway.set({ locale: "de" });
    const when = { accountDown: { minutes: 5, account } };
    const { id } = await create(when);
    await create(when, { target: { chat: { url: `${receiver.url}/teams`, format: "teams" } } });
    await create(when, { target: { email: { account: sender, to: ["ops@example.org"] } } });
    await fails(account, Date.now() - 6 * MINUTE, "No route");
    await look(MINUTE, { locale: () => "de" });
    await told(2);
    const of = (url: string) => receiver.received.find((request) => request.url === url)?.json as Record<string, unknown>; // prettier-ignore
    expect(Object.keys(of("/alerts"))).toEqual(
      ["id", "kind", "rule", "state", "since", "at", "value", "title", "lines", "link", "text"], // prettier-ignore
    );
    expect(of("/alerts")).toMatchObject({
      kind: "firing",
      state: "firing",
      rule: { when: { accountDown: { minutes: 5 } } },
      title: "Alarm: Watch it",
      lines: [
        `Das Konto ${account} ist seit mindestens 5 Minuten nicht erreichbar.`,
        expect.stringMatching(`^${account}, seit .* UTC: No route$`) as string,
      ],
      text: expect.stringMatching(/Seit .* UTC\.\nSiehe: https:/) as string,
    });
    expect(JSON.stringify(of("/teams"))).toContain("Posthorn öffnen");
    await vi.waitFor(() => expect(gateway.mailOf(sender).sent).toHaveLength(1), WAIT);
    expect(gateway.mailOf(sender).sent[0]?.content.toString()).toContain("Subject: Alarm: Watch it");
    // What is sent as a test, too.
    expect((await gateway.call("POST", `${at(id)}/test`)).body).toMatchObject({ success: true });
    expect((await told(3))[2]?.title).toBe("Probealarm: Watch it");
  });

  it("go out as email through the outbox, and say why one could not", async () => {
    const sender = await gateway.addConnected();
    const account = await gateway.addConnected();
    const target = { email: { account: sender, to: ["ops@example.org", "night@example.org"] } };
    const { id } = await create({ accountDown: { minutes: 0, account } }, { target });
    await fails(account, Date.now());
    await look();
    await vi.waitFor(() => expect(gateway.mailOf(sender).sent).toHaveLength(1), WAIT);
    const [mail] = gateway.mailOf(sender).sent;
    expect(mail?.envelope.to).toEqual(["ops@example.org", "night@example.org"]);
    const text = mail?.content.toString() ?? "";
    expect(text).toContain("Subject: Alert: Watch it");
    expect(text).toContain("Auto-Submitted: auto-generated");
    expect(text).toContain("can't be connected to");
    expect(await get(id)).toMatchObject({ state: "firing", told: { kind: "firing" }, error: null });
    await gateway.call("DELETE", `/v1/account/${sender}`);
    await fails(account, null);
    await look();
    expect(await get(id)).toMatchObject({
      state: "ok",
      error: { message: "Account record was not found for requested ID" },
    });
  });
});
