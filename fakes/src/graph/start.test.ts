import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeGraph, startGraph } from "./start.ts";

const ADDRESS = "bob@example.test";
const MAIL =
  "From: Ann <ann@example.test>\r\nTo: bob@example.test\r\nSubject: one\r\nMessage-ID: <1@x>\r\n\r\nHello\r\n";

describe("the fake of Microsoft Graph", () => {
  let graph: FakeGraph;

  beforeEach(async () => {
    graph = await startGraph();
    graph.allow("token", ADDRESS);
  });
  afterEach(() => graph.close());

  async function call(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
    const answer = await fetch(path.startsWith("http") ? path : `${graph.url}/v1.0${path}`, {
      method,
      headers: {
        authorization: "Bearer token",
        prefer: 'IdType="ImmutableId"',
        ...(body && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, json: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown> };
  }

  it.each([
    ["GET", "/me/mailFolder", undefined, "the model has no such path"],
    ["GET", "/me/messages?$select=id,size", undefined, "message has no size"],
    ["GET", "/me/messages?$filter=isSeen eq true", undefined, "message has no isSeen"],
    ["GET", "/me/messages?$orderby=from/address", undefined, "recipient has no address"],
    ["GET", "/me/messages?$expand=attachments($select=bytes)", undefined, "attachment has no bytes"],
    ["GET", "/me/messages?$fields=id", undefined, "no query option $fields"],
    ["POST", "/me/mailFolders/inbox/messages", { title: "x" }, "message has no title"],
    ["POST", "/me/mailFolders/inbox/messages", { isRead: "yes" }, "is no Edm.Boolean"],
    ["POST", "/me/mailFolders/inbox/messages", { importance: "huge" }, '"huge" is no importance'],
    ["POST", "/me/sendMail", { message: {}, copy: true }, "sendMail has no parameter copy"],
  ])("notes what the model does not have: %s %s %j", async (method, path, body, words) => {
    expect((await call(method, path, body)).status).toBe(400);
    expect(graph.violations.join()).toContain(words);
  });

  it("notes requests without immutable ids", async () => {
    await call("GET", "/me/messages", undefined, { prefer: "x" });
    expect(graph.violations).toEqual([expect.stringContaining("ImmutableId")]);
  });

  it("answers only what was selected, and refuses what Exchange finds too complex", async () => {
    await graph.deliver(ADDRESS, MAIL);
    const { json } = await call("GET", "/me/messages?$select=subject&$count=true");
    expect(json).toMatchObject({ "@odata.count": 1, value: [{ subject: "one" }] });
    expect((json["value"] as object[])[0]).not.toHaveProperty("from");
    const refused = await call("GET", "/me/messages?$filter=isRead eq false&$orderby=receivedDateTime desc");
    expect(refused).toMatchObject({ status: 400, json: { error: { code: "InefficientFilter" } } });
    expect(graph.violations).toEqual([]);
  });

  it("tells by deltas what came, changed and went, until their links are void", async () => {
    const first = await graph.deliver(ADDRESS, MAIL);
    const path = "/me/mailFolders/inbox/messages/delta?$select=isRead";
    const start = await call("GET", path);
    expect(start.json["value"]).toMatchObject([{ id: first.id, isRead: false }]);
    const next = await call("GET", String(start.json["@odata.deltaLink"]));
    expect(next.json["value"]).toEqual([]);
    const mailbox = graph.mailbox(ADDRESS);
    const second = await graph.deliver(ADDRESS, MAIL);
    mailbox.update(second, { isRead: true });
    mailbox.remove(first.id);
    const link = String(next.json["@odata.deltaLink"]);
    expect((await call("GET", link)).json["value"]).toMatchObject([
      { id: second.id, isRead: true },
      { id: first.id, "@removed": { reason: "deleted" } },
    ]);
    graph.voidDeltas();
    expect(await call("GET", link)).toMatchObject({ status: 410, json: { error: { code: "syncStateNotFound" } } });
  });

  it("subscribes nobody who does not answer, and refuses a fifth request at once", async () => {
    const body = {
      changeType: "created",
      notificationUrl: "http://127.0.0.1:9/nobody",
      resource: "me/messages",
      expirationDateTime: new Date(Date.now() + 3_600_000).toISOString(),
    };
    expect(await call("POST", "/subscriptions", body)).toMatchObject({
      status: 400,
      json: { error: { code: "ValidationError" } },
    });
    const all = await Promise.all(Array.from({ length: 12 }, () => call("GET", "/me/messages")));
    const refused = all.filter(({ status }) => status === 429);
    for (const { json } of refused) expect(json).toMatchObject({ error: { code: "ApplicationThrottled" } });
    expect(graph.peak).toBeLessThanOrEqual(4);
  });

  it("takes a message as MIME and sends it", async () => {
    const answer = await fetch(`${graph.url}/v1.0/me/sendMail`, {
      method: "POST",
      headers: { authorization: "Bearer token", prefer: 'IdType="ImmutableId"', "content-type": "text/plain" },
      body: Buffer.from(MAIL).toString("base64"),
    });
    expect(answer.status).toBe(202);
    expect(graph.mailbox(ADDRESS).sent).toMatchObject([{ recipients: [ADDRESS] }]);
    expect(graph.violations).toEqual([]);
  });

  it("answers as it is told to", async () => {
    graph.script({ status: 429, code: "TooManyRequests", headers: { "retry-after": "7" }, times: 1 });
    expect(await call("GET", "/me/messages")).toMatchObject({
      status: 429,
      json: { error: { code: "TooManyRequests" } },
    });
    expect((await call("GET", "/me/messages")).status).toBe(200);
    graph.revoke("token");
    expect((await call("GET", "/me/messages")).status).toBe(401);
  });
});
