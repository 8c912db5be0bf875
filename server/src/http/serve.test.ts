import { request as httpRequest } from "node:http";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { PosthornError } from "../core/errors.ts";
import type { Download, MailBackend, MailSessions } from "../core/mail-backend.ts";
import { newAccountId, createTestGateway, type TestGateway } from "../services/testing.ts";

/** What reached the backend of a call that the test holds in its hands. */
interface Held {
  signal: AbortSignal;
  answer(value: unknown): void;
  fail(error: unknown): void;
}

/** Mail sessions whose calls stay open until the test answers them, or their signal aborts. */
function heldSessions() {
  const calls: Held[] = [];
  const hold = (...args: unknown[]) => {
    const { signal } = args.at(-1) as { signal: AbortSignal };
    return new Promise((answer, fail) => {
      calls.push({ signal, answer, fail });
      signal.addEventListener("abort", () => fail(signal.reason));
    });
  };
  const backend = {
    listMailboxes: hold,
    getMessage: hold,
    getSource: hold,
    getAttachment: hold,
    tagOf: async (id: string) => id,
    connections: 0,
    async *watch(_options: unknown, signal: AbortSignal) {
      yield { changes: [{ type: "connected" }, { type: "inSync" }], notes: [] };
      await new Promise((done) => signal.addEventListener("abort", done));
    },
    async close() {},
  } as unknown as MailBackend;
  const sessions: MailSessions = {
    open: async () => backend,
    connectionsOf: () => 0,
    subconnectionsOf: () => [],
    lastSeenOf: () => null,
    lookEveryMsOf: () => null,
    async reset() {},
    async closeAll() {},
  };
  const next = () =>
    vi.waitFor(() => calls.shift() ?? Promise.reject(new Error("no call yet")), { timeout: 30_000, interval: 20 });
  return { sessions, next };
}

let gateway: TestGateway;
let account: string;
const held = heldSessions();
beforeAll(async () => {
  gateway = await createTestGateway("sqlite", {
    env: { POSTHORN_TIMEOUT: "150ms" },
    replace: { mail: () => held.sessions },
  });
  account = await gateway.addConnected();
});
afterAll(() => gateway.close());

const mailboxes = () => `/v1/account/${account}/mailboxes`;

describe("a call that waits for a mail server", () => {
  it("answers 504 when its time is up, and stops the backend", async () => {
    const answer = gateway.call("GET", mailboxes());
    const { signal } = await held.next();
    expect((await answer).body).toEqual({
      statusCode: 504,
      error: "Gateway Time-out",
      message: "Timeout waiting for the mailbox",
      code: "Timeout",
    });
    expect(signal.aborted).toBe(true);
  });

  it("may take longer by X-EE-Timeout, but never less", async () => {
    const longer = gateway.call("GET", mailboxes(), undefined, { headers: { "x-ee-timeout": "7200000" } });
    const shorter = gateway.call("GET", mailboxes(), undefined, { headers: { "x-ee-timeout": " 1 " } });
    const [first, second] = [await held.next(), await held.next()];
    expect(first.signal.aborted || second.signal.aborted).toBe(false);
    expect((await shorter).status).toBe(504);
    const open = first.signal.aborted ? second : first;
    expect(open.signal.aborted).toBe(false);
    open.answer([]);
    expect((await longer).body).toEqual({ mailboxes: [] });
  });

  it("refuses a timeout that is none, on every route", async () => {
    for (const header of ["-1", "1.5", "abc", "7200001", ""]) {
      const { status, body } = await gateway.call("GET", "/v1/stats", undefined, {
        headers: { "x-ee-timeout": header },
      });
      expect({ header, status, message: body["message"] }).toEqual({ header, status: 400, message: "Invalid input" });
      expect(body["fields"]).toEqual([
        {
          message: '"x-ee-timeout" must be an integer from 0 to 7200000',
          key: "x-ee-timeout",
          path: "headers.x-ee-timeout",
        },
      ]);
    }
  });

  it("is given up when its caller goes away", async () => {
    const { hostname, port } = new URL(gateway.url);
    const call = httpRequest({
      hostname,
      port,
      path: mailboxes(),
      headers: { authorization: `Bearer ${gateway.token}`, "x-ee-timeout": "60000" },
    });
    call.on("error", () => {});
    call.end();
    const { signal } = await held.next();
    call.destroy();
    await vi.waitFor(() => expect(signal.aborted).toBe(true), { timeout: 30_000, interval: 20 });
    expect(signal.reason).toBeInstanceOf(PosthornError);
  });

  it("leaves the signal alone once it is answered", async () => {
    const answer = gateway.call("GET", mailboxes());
    const { signal, answer: reply } = await held.next();
    reply([]);
    expect((await answer).status).toBe(200);
    expect(signal.aborted).toBe(false);
  });
});

describe("a download", () => {
  const source = () => `/v1/account/${account}/message/AAAA/source`;
  const attachment = () => `/v1/account/${account}/attachment/AAAA`;

  /** Begins a download over the network. */
  function download(path: string) {
    const { hostname, port } = new URL(gateway.url);
    const call = httpRequest({ hostname, port, path, headers: { authorization: `Bearer ${gateway.token}` } });
    const headers = new Promise((resolve, reject) => {
      call.on("response", (response) => {
        response.on("error", () => {});
        response.once("data", () => resolve(response.headers));
      });
      call.on("error", reject);
    });
    headers.catch(() => {});
    call.end();
    return { call, headers };
  }

  it("goes on beyond the timeout, and ends when its caller leaves", async () => {
    const { call, headers } = download(source());
    const { signal, answer } = await held.next();
    const content = new Readable({ read() {} });
    content.push("first bytes");
    answer(content);
    await headers;
    // One that began later has run out of time.
    expect((await gateway.call("GET", mailboxes())).status).toBe(504);
    await held.next();
    expect({ aborted: signal.aborted, destroyed: content.destroyed }).toEqual({ aborted: false, destroyed: false });
    call.destroy();
    await vi.waitFor(() => expect([signal.aborted, content.destroyed]).toEqual([true, true]), {
      timeout: 30_000,
      interval: 20,
    });
  });

  it("is cut when its source breaks", async () => {
    const { call, headers } = download(source());
    const { answer } = await held.next();
    const content = new Readable({ read() {} });
    content.push("first bytes");
    answer(content);
    await headers;
    const closed = new Promise((resolve) => call.once("close", resolve));
    content.destroy(new Error("the mail server hung up"));
    await closed;
    expect((await gateway.call("GET", "/health")).status).toBe(200);
  });

  it("is shown by a browser only when it is a picture and that was asked for", async () => {
    for (const [contentType, query, kind] of [
      ["image/png", "?disposition=inline", "inline"],
      ["IMAGE/JPEG", "?disposition=inline", "inline"],
      ["image/png", "", "attachment"],
      ["image/png", "?disposition=attachment", "attachment"],
      ["image/svg+xml", "?disposition=inline", "attachment"],
      ["text/html", "?disposition=inline", "attachment"],
      ["image/png; x=text/html", "?disposition=inline", "attachment"],
    ] as const) {
      const pending = gateway.call("GET", attachment() + query);
      const { answer } = await held.next();
      answer({ contentType, filename: "a", content: Readable.from(["x"]) } satisfies Download);
      expect((await pending).headers["content-disposition"]).toBe(`${kind}; filename="a"`);
    }
  });

  it("that breaks before its first byte is an error like any other", async () => {
    const pending = gateway.call("GET", source());
    const { answer } = await held.next();
    const content = new Readable({
      read() {
        this.destroy(new PosthornError("unavailable", "The mail server hung up", { code: "IMAPConnectionClosing" }));
      },
    });
    answer(content);
    const { status, headers, body } = await pending;
    expect({ status, body }).toEqual({
      status: 503,
      body: {
        statusCode: 503,
        error: "Service Unavailable",
        message: "The mail server hung up",
        code: "IMAPConnectionClosing",
      },
    });
    expect(headers["content-type"]).toMatch(/^application\/json/);
  });

  it("has a safe head, whatever the mail says", async () => {
    for (const [contentType, told] of [
      ["text/html", "text/html"],
      ["text/plain\r\nX-Evil: 1", "application/octet-stream"],
      ["text/пл", "application/octet-stream"],
      ["", "application/octet-stream"],
    ] as const) {
      const pending = gateway.call("GET", attachment());
      const { answer } = await held.next();
      answer({ contentType, filename: "a\r\nb.html", content: Readable.from(["x"]) } satisfies Download);
      const { status, headers, bytes } = await pending;
      expect({ status, type: headers["content-type"], text: bytes.toString() }).toEqual({
        status: 200,
        type: told,
        text: "x",
      });
      expect(headers).toMatchObject({
        "content-disposition": "attachment; filename=\"a__b.html\"; filename*=utf-8''a%0D%0Ab.html",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
      });
      expect(headers["x-evil"]).toBeUndefined();
    }
  });
});

describe("a stop", () => {
  it("lets a running call finish and then ends its connection", async () => {
    const own = heldSessions();
    const stopping = await createTestGateway("sqlite", {
      env: { POSTHORN_STOP_GRACE: "20s" },
      replace: { mail: () => own.sessions },
    });
    const id = await stopping.addConnected({ account: newAccountId() });
    const answer = fetch(`${stopping.url}/v1/account/${id}/mailboxes`, {
      headers: { authorization: `Bearer ${stopping.token}` },
    });
    const call = await own.next();
    const closed = stopping.close();
    call.answer([]);
    const response = await answer;
    expect(await response.json()).toEqual({ mailboxes: [] });
    await closed;
  });
});
