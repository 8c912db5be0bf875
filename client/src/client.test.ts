import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { ALL_CONTRACTS } from "@posthorn/contracts/all";
import { getAccount } from "@posthorn/contracts/accounts";
import type { Contract } from "@posthorn/contracts/contract";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClient, type PosthornClient } from "./client.ts";
import { PosthornApiError } from "./errors.ts";
import { GROUPS } from "./groups.ts";

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage["headers"];
  body: string;
}

describe("the client", () => {
  let server: Server;
  let client: PosthornClient;
  let baseUrl: string;
  const seen: Seen[] = [];
  let answer: { status?: number; headers?: Record<string, string>; body?: string } = {};

  beforeEach(async () => {
    seen.length = 0;
    answer = { body: "{}" };
    server = createServer((request, response) => {
      void text(request).then((body) => {
        seen.push({ method: request.method, url: request.url, headers: request.headers, body });
        response.writeHead(answer.status ?? 200, { "Content-Type": "application/json", ...answer.headers });
        response.end(answer.body);
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    client = createClient({ baseUrl: `${baseUrl}/`, token: "secret" });
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  it("sends what the contract says where it belongs", async () => {
    answer.body = JSON.stringify({ account: "a", state: "new" });
    const created = await client.accounts.create({ body: { account: null, name: "Ann" } });
    expect(created.state).toBe("new");
    expect(seen[0]).toMatchObject({
      method: "POST",
      url: "/v1/account",
      headers: { authorization: "Bearer secret", "content-type": "application/json" },
      body: '{"account":null,"name":"Ann"}',
    });
  });

  it("encodes path and query", async () => {
    await client.messages.list({ account: "a/b @#%", query: { path: "INBOX/Ä & B", pageSize: 5 } });
    expect(seen[0]?.url).toBe("/v1/account/a%2Fb%20%40%23%25/messages?path=INBOX%2F%C3%84+%26+B&pageSize=5");
    await client.accounts.list();
    expect(seen[1]).toMatchObject({ url: "/v1/accounts", body: "" });
    expect(seen[1]?.headers["content-type"]).toBeUndefined();
  });

  it("sends headers and the time it is willing to wait", async () => {
    const input = { account: "a", body: { text: "hi" }, headers: { "idempotency-key": "k" } };
    await client.submissions.submit(input, { timeoutMs: 30_000 });
    expect(seen[0]?.headers).toMatchObject({ "idempotency-key": "k", "x-ee-timeout": "30000" });
  });

  it("calls any contract", async () => {
    answer.body = JSON.stringify({ account: "a", type: "imap" });
    expect((await client.call(getAccount, { account: "a", query: { quota: true } })).type).toBe("imap");
    expect(seen[0]?.url).toBe("/v1/account/a?quota=true");
  });

  it("throws what the API refuses, with its code and fields", async () => {
    const fields = [{ message: '"name" is required', key: "name", path: "body.name" }];
    answer = {
      status: 400,
      body: JSON.stringify({ statusCode: 400, error: "Bad Request", message: "Invalid input", fields }),
    };
    const failure = await client.accounts.get({ account: "a" }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PosthornApiError);
    expect(failure).toMatchObject({ statusCode: 400, message: "Invalid input", fields, code: undefined });
    answer = {
      status: 503,
      body: JSON.stringify({ statusCode: 503, error: "x", message: "y", code: "NotYetConnected", state: "init" }),
    };
    await expect(client.mailboxes.list({ account: "a" })).rejects.toMatchObject({
      code: "NotYetConnected",
      body: { state: "init" },
    });
  });

  it("makes an error of a page that is not the API's", async () => {
    answer = { status: 502, headers: { "Content-Type": "text/html" }, body: "<h1>Bad gateway</h1>" };
    await expect(client.service.stats()).rejects.toMatchObject({ statusCode: 502, message: "Bad Gateway", fields: [] });
  });

  it("streams downloads", async () => {
    answer = {
      headers: {
        "Content-Type": "image/png",
        "Content-Disposition": `attachment; filename="a.png"; filename*=UTF-8''%C3%A4.png`,
      },
      body: "bytes",
    };
    const download = await client.messages.getAttachment({ account: "a", attachment: "AAA" });
    expect(download).toMatchObject({ contentType: "image/png", filename: "ä.png" });
    expect(await text(Readable.fromWeb(download.body as Parameters<typeof Readable.fromWeb>[0]))).toBe("bytes");
  });

  it("tells what is still the same", async () => {
    answer = { headers: { ETag: '"tag"', "Content-Type": "image/png" }, body: "bytes" };
    const { etag = "", isUnchanged } = await client.messages.getAttachment({ account: "a", attachment: "AAA" });
    expect([etag, isUnchanged]).toEqual(['"tag"', false]);
    answer = { status: 304, headers: { ETag: '"tag"' } };
    const again = { account: "a", attachment: "AAA", headers: { "if-none-match": etag } };
    const download = await client.messages.getAttachment(again);
    expect(download).toMatchObject({ etag, isUnchanged: true });
    expect(await text(Readable.fromWeb(download.body as Parameters<typeof Readable.fromWeb>[0]))).toBe("");
  });

  it("stops when it is told to, and says when nobody answers", async () => {
    await expect(client.service.health({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: "AbortError",
    });
    const nowhere = createClient({ baseUrl: "http://127.0.0.1:9" });
    await expect(nowhere.service.health()).rejects.toThrow();
  });

  it("refuses a call without its path parameter", async () => {
    await expect(client.accounts.get({ account: "" })).rejects.toThrow('"account" is missing');
  });

  it("uses the fetch it is given, with a dispatcher", async () => {
    const inits: unknown[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      inits.push(init);
      return Response.json({ success: true });
    };
    const dispatcher = {};
    expect(await createClient({ baseUrl, fetch, dispatcher }).service.health()).toEqual({ success: true });
    expect(inits[0]).toMatchObject({
      dispatcher,
      headers: expect.not.objectContaining({ Authorization: expect.anything() }),
    });
  });

  it("asks for the headers of each call, and passes on whether cookies go along", async () => {
    const inits: RequestInit[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      inits.push(init ?? {});
      return Response.json({ success: true });
    };
    let count = 0;
    const headers = () => ({ "X-CSRF-Token": `token ${++count}` });
    const ofBrowser = createClient({ baseUrl, fetch, headers, credentials: "same-origin" });
    await ofBrowser.service.health();
    await ofBrowser.service.health();
    expect(inits.map((init) => new Headers(init.headers).get("x-csrf-token"))).toEqual(["token 1", "token 2"]);
    expect(inits[0]).toMatchObject({ credentials: "same-origin" });
    expect(inits[0]?.headers).not.toHaveProperty("Authorization");
  });

  it("offers every contract that is not deprecated, once", () => {
    const offered = Object.values(GROUPS).flatMap((group) => Object.values(group) as Contract[]);
    expect(new Set(offered).size).toBe(offered.length);
    expect(ALL_CONTRACTS.filter((contract) => !contract.deprecated && !offered.includes(contract))).toEqual([]);
  });
});
