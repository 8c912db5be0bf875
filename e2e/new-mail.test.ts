import { createHmac } from "node:crypto";
import { startDovecot, type Dovecot } from "@posthorn/fakes/dovecot";
import { startWebhookReceiver, type ReceivedWebhook, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ENGINES, install, type Installation } from "./installation.ts";
import { imapAccount, mail } from "./mail.ts";

const SECRET = "0123456789abcdef0123456789abcdef";

interface Event {
  account: string;
  event: string;
  path?: string;
  data: { id: string; subject?: string; attachments?: { id: string; filename?: string }[]; changes?: unknown };
}

describe.each(ENGINES)("new mail, on %s", (engine) => {
  let dovecot: Dovecot;
  let receiver: WebhookReceiver;
  let posthorn: Installation;
  const events = () => receiver.received.map((request) => request.json as Event);
  const until = (event: string, more: (event: Event) => boolean = () => true) =>
    receiver
      .waitFor((received) => received.some((r) => (r.json as Event).event === event && more(r.json as Event)), 15_000)
      .then(
        (received) =>
          received.find((r) => (r.json as Event).event === event && more(r.json as Event)) as ReceivedWebhook,
      );

  beforeAll(async () => {
    [dovecot, receiver, posthorn] = await Promise.all([startDovecot(), startWebhookReceiver(), install(engine)]);
    await posthorn.call("POST", "/v1/settings", {
      webhooksEnabled: true,
      webhooks: `${receiver.url}/hook`,
      webhookEvents: ["*"],
      serviceSecret: SECRET,
    });
  });
  afterAll(async () => {
    await posthorn.remove();
    await Promise.all([dovecot.stop(), receiver.close()]);
  });

  const attachment = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7) % 256));
  const source = mail({ subject: "Rechnung №1", messageId: "<r1@example.com>", attachment });

  it("is told as a signed webhook, and can be listed, read and downloaded", async () => {
    await dovecot.deliver("ada", mail({ subject: "Old", messageId: "<old@example.com>" }));
    const added = await posthorn.call("POST", "/v1/account", imapAccount(dovecot, "ada"));
    expect(added).toMatchObject({ status: 200, body: { account: "ada", state: "new" } });
    await until("accountInitialized");
    expect(events().map(({ event }) => event)).toEqual(
      expect.arrayContaining(["accountAdded", "authenticationSuccess", "accountInitialized"]),
    );
    expect((await posthorn.call("GET", "/v1/account/ada")).body).toMatchObject({ state: "connected", lastError: null });

    await dovecot.deliver("ada", source);
    const told = await until("messageNew");
    const event = told.json as Event;
    expect(event).toMatchObject({ account: "ada", path: "INBOX", data: { subject: "Rechnung №1" } });
    expect(events().filter(({ data }) => data.subject === "Old")).toEqual([]);

    const headers = told.headers as Record<string, string>;
    expect(headers["x-ee-wh-signature"]).toBe(createHmac("sha256", SECRET).update(told.rawBody).digest("base64url"));
    const webhook = new Webhook(Buffer.from(SECRET).toString("base64"));
    expect(webhook.verify(told.rawBody, headers)).toEqual(event);
    expect(() => webhook.verify(`${told.rawBody.toString()} `, headers)).toThrow();

    const list = await posthorn.call<{ total: number; messages: { id: string; subject: string }[] }>(
      "GET",
      "/v1/account/ada/messages?path=INBOX",
    );
    expect(list.body.messages.map(({ subject }) => subject)).toEqual(["Rechnung №1", "Old"]);
    const { id } = event.data;
    expect(list.body.messages[0]?.id).toBe(id);
    const message = await posthorn.call<{ text: { id: string; plain: string }; attachments: { id: string }[] }>(
      "GET",
      `/v1/account/ada/message/${id}?textType=*`,
    );
    expect(message.body.text.plain).toContain("Grüße");
    const text = await posthorn.call("GET", `/v1/account/ada/text/${message.body.text.id}`);
    expect(text.body).toMatchObject({ plain: message.body.text.plain, hasMore: false });

    const download = await bytes(`/v1/account/ada/attachment/${message.body.attachments[0]?.id}`);
    expect(download.body.equals(attachment)).toBe(true);
    expect(download.headers.get("content-disposition")).toBe(
      "attachment; filename=\"data.bin\"; filename*=utf-8''data.bin",
    );
    const raw = await bytes(`/v1/account/ada/message/${id}/source`);
    expect(raw.body.equals(source)).toBe(true);
  });

  it("tells flags, moves and deletions once each", async () => {
    const { data } = (await until("messageNew")).json as Event;
    const flagged = await posthorn.call("PUT", `/v1/account/ada/message/${data.id}`, { flags: { add: ["\\Seen"] } });
    expect(flagged.body).toEqual({ flags: { add: true } });
    const updated = (await until("messageUpdated")).json as Event;
    expect(updated.data.changes).toMatchObject({ flags: { added: ["\\Seen"], value: ["\\Seen"] } });

    const moved = await posthorn.call<{ id: string; path: string }>("PUT", `/v1/account/ada/message/${data.id}/move`, {
      path: "\\Trash",
    });
    expect(moved.body).toMatchObject({ path: "Trash" });
    await until("messageDeleted", (event) => event.data.id === data.id);
    await until("messageNew", (event) => event.path === "Trash");
    const deleted = await posthorn.call("DELETE", `/v1/account/ada/message/${moved.body.id}`);
    expect(deleted.body).toEqual({ deleted: true });
    await until("messageDeleted", (event) => event.path === "Trash");
    expect((await posthorn.call("GET", `/v1/account/ada/message/${moved.body.id}`)).status).toBe(404);
    expect(events().filter(({ event }) => event === "messageUpdated")).toHaveLength(1);
  });

  it("counts it, and records every attempt", async () => {
    await vi.waitFor(async () => {
      const { body } = await posthorn.call<{ counters: Record<string, number> }>("GET", "/v1/stats");
      expect(body.counters).toMatchObject({ "events:messageNew": 2, "webhooks:success": receiver.received.length });
    }, 30_000);
    const metrics = await posthorn.call<string>("GET", "/metrics");
    expect(metrics.body).toMatch(/^imap_responses\{response="OK",code="[A-Z-]*"\} [1-9]/m);
    expect(metrics.body).toMatch(/^imap_bytes_received [1-9]/m);
    expect(metrics.body).toContain('imap_connections{status="connected"} 1');
    expect(metrics.body).toContain('webhooks{event="messageNew",status="success"} 2');
    const account = await posthorn.call("GET", "/v1/account/ada");
    expect(account.body).toMatchObject({ counters: { events: { messageNew: 2, accountAdded: 1 } } });
  });

  it("forgets an account with everything kept for it", async () => {
    expect((await posthorn.call("DELETE", "/v1/account/ada")).body).toEqual({ account: "ada", deleted: true });
    await until("accountDeleted");
    expect((await posthorn.call("GET", "/v1/account/ada")).status).toBe(404);
  });

  async function bytes(path: string): Promise<{ headers: Headers; body: Buffer }> {
    const response = await fetch(posthorn.url + path, { headers: { authorization: `Bearer ${posthorn.token}` } });
    expect(response.status).toBe(200);
    return { headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  }
});
