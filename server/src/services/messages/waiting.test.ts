import { request as httpRequest } from "node:http";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createTestGateway, type TestGateway } from "../testing.ts";

const MAIL = [
  "Subject: one",
  "Content-Type: multipart/mixed; boundary=b",
  "",
  "--b",
  "Content-Type: text/plain",
  "",
  "text",
  "--b",
  "Content-Type: application/pdf",
  "",
  "pdf",
  "--b--",
  "",
].join("\r\n");

/** Each call with the command at which its mail server falls silent. */
const CALLS: [what: string, command: string, method: string, path: string, body?: object][] = [
  ["a listing", "FETCH", "GET", "messages?path=INBOX"],
  ["a search", "SEARCH", "POST", "search?path=INBOX", { search: { seen: false } }],
  ["a change of many messages", "SEARCH", "PUT", "messages?path=INBOX", {
    search: { seen: false },
    update: { flags: { add: ["\\Flagged"] } },
  }],
  ["a move of many messages", "SEARCH", "PUT", "messages/move?path=INBOX", { search: { seen: false }, path: "Trash" }],
  ["a deletion of many messages", "SEARCH", "PUT", "messages/delete?path=INBOX", { search: { seen: false } }],
  ["an upload", "APPEND", "POST", "message", { path: "INBOX", text: "x" }],
  ["a message", "FETCH", "GET", "message/MESSAGE"],
  ["a text", "FETCH", "GET", "text/TEXT"],
  ["a source", "FETCH", "GET", "message/MESSAGE/source"],
  ["an attachment", "FETCH", "GET", "attachment/ATTACHMENT"],
  ["a change of flags", "STORE", "PUT", "message/MESSAGE", { flags: { add: ["\\Seen"] } }],
  ["a move", "MOVE", "PUT", "message/MESSAGE/move", { path: "Trash" }],
  ["the mailboxes", "LIST", "GET", "mailboxes?counters=true"],
  ["a new mailbox", "CREATE", "POST", "mailbox", { path: "New" }],
]; // prettier-ignore

const PATIENT = { "x-ee-timeout": "60000" };

describe("a call whose mail server falls silent or hangs up", () => {
  let server: FakeImap;
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    server = await startFakeImap();
    server.store.create("Trash", { attributes: ["\\Trash"] });
    server.store.deliver("INBOX", MAIL);
    gateway = await createTestGateway("sqlite", { hasRealMail: true, env: { POSTHORN_TIMEOUT: "100ms" } });
    account = await gateway.addConnected({
      imap: { host: server.host, port: server.port, requireTLS: false, auth: { user: "ada", pass: "secret" } },
      smtp: false,
    });
  });
  afterEach(() => server.behave());
  afterAll(async () => {
    await gateway.close();
    await server.stop();
  });

  /** Where the one message is, and its parts are. */
  async function pathOf(path: string): Promise<string> {
    const listing = await gateway.call("GET", `/v1/account/${account}/messages?path=INBOX`, undefined, {
      headers: PATIENT,
    });
    const [message] = listing.body["messages"] as { id: string; text: { id: string }; attachments: { id: string }[] }[];
    return `/v1/account/${account}/${path
      .replace("MESSAGE", message?.id ?? "")
      .replace("TEXT", message?.text.id ?? "")
      .replace("ATTACHMENT", message?.attachments[0]?.id ?? "")}`;
  }

  /** The connection on which the mail server falls silent at the command. */
  function silentAt(command: string) {
    const met: FakeImap["connection"] extends (number: number) => infer Connection ? Connection[] : never = [];
    server.on(command, (call) => {
      // The one that listens is not the one that calls borrow.
      if (server.commands(call.connection.number).includes("IDLE")) return call.answer();
      met.push(call.connection);
      return call.connection.silence();
    });
    return vi.waitFor(() => met[0] ?? Promise.reject(new Error(`no ${command} yet`)), {
      timeout: 40_000,
      interval: 20,
    });
  }

  const isGivenUp = (connection: { readonly isOpen: boolean }) =>
    vi.waitFor(() => expect(connection.isOpen).toBe(false), { timeout: 40_000, interval: 20 });

  it.each(CALLS)("answers 504 when its time is up, and lets go of it: %s", async (_, command, method, path, body) => {
    const url = await pathOf(path);
    const silent = silentAt(command);
    const { status, body: answer } = await gateway.call(method, url, body);
    expect({ status, answer }).toMatchObject({ status: 504, answer: { code: "Timeout" } });
    await isGivenUp(await silent);
  });

  it.each(CALLS)("is given up with its caller: %s", async (_, command, method, path, body) => {
    const url = await pathOf(path);
    const silent = silentAt(command);
    const call = httpRequest(gateway.url + url, {
      method,
      headers: {
        authorization: `Bearer ${gateway.token}`,
        ...PATIENT,
        ...(body && { "content-type": "application/json" }),
      },
    });
    call.on("error", () => {});
    call.end(body && JSON.stringify(body));
    const connection = await silent;
    call.destroy();
    await isGivenUp(connection);
  });

  it.each(CALLS)("answers 503 when its connections break: %s", async (_, command, method, path, body) => {
    const url = await pathOf(path);
    server.on(command, (call) =>
      server.commands(call.connection.number).includes("IDLE") ? call.answer() : call.connection.end(),
    );
    const { status, body: answer } = await gateway.call(method, url, body, { headers: PATIENT });
    expect({ status, answer }).toMatchObject({ status: 503, answer: { code: "IMAPConnectionClosing" } });
  });

  it.each(CALLS)("refuses a timeout that is none: %s", async (_, __, method, path, body) => {
    const { status, body: answer } = await gateway.call(method, await pathOf(path), body, {
      headers: { "x-ee-timeout": "soon" },
    });
    expect({ status, answer }).toMatchObject({ status: 400, answer: { fields: [{ key: "x-ee-timeout" }] } });
  });
});
