import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createHttpClient, type HttpClient } from "../net/http-client.ts";
import { type AuthenticationServer, createAuthenticationServer } from "./authentication-server.ts";

describe("createAuthenticationServer", () => {
  /** Questions that are not answered yet. */
  const asked: ServerResponse[] = [];
  let count = 0;
  const server = createServer((_request, response) => {
    count++;
    asked.push(response);
  });
  let http: HttpClient;
  let logins: AuthenticationServer;

  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    http = createHttpClient({ policy: "off", connectTimeoutMs: 5000, proxy: () => undefined });
  });
  afterAll(async () => {
    await http.close();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    count = asked.length = 0;
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    logins = createAuthenticationServer({ http, url: () => url, userAgent: "test", now: Date.now });
  });

  const answer = async (body: object) => {
    await expect.poll(() => asked.length).toBeGreaterThan(0);
    asked.shift()?.end(JSON.stringify(body));
  };
  const LASTING = { user: "ada", pass: "secret", expires: new Date(Date.now() + 600_000).toISOString() };

  it("asks once for logins that come at the same time, when the answer lasts", async () => {
    const login = logins.loginOf("a", "imap");
    const both = Promise.all([login.current({}), login.current({})]);
    await answer(LASTING);
    expect(await both).toEqual([
      { user: "ada", pass: "secret" },
      { user: "ada", pass: "secret" },
    ]);
    expect(count).toBe(1);
  });

  it("keeps what was asked for by a login that was given up meanwhile", async () => {
    const login = logins.loginOf("a", "imap");
    const leaving = new AbortController();
    const first = login.current({ signal: leaving.signal });
    await expect.poll(() => count).toBe(1);
    leaving.abort(new Error("Given up"));
    await expect(first).rejects.toThrow("Given up");
    const second = login.current({});
    await answer(LASTING);
    expect(await second).toEqual({ user: "ada", pass: "secret" });
    expect(count).toBe(1);
  });

  it("asks for each login when the answer is for one alone", async () => {
    const login = logins.loginOf("a", "imap");
    const both = Promise.all([login.current({}), login.current({})]);
    await answer({ user: "ada", pass: "first" });
    await answer({ user: "ada", pass: "second" });
    expect((await both).map(({ pass }) => pass).toSorted()).toEqual(["first", "second"]);
  });

  it("tells everyone who waits that it can't be reached", async () => {
    const login = logins.loginOf("a", "imap");
    const both = Promise.allSettled([login.current({}), login.current({})]);
    await expect.poll(() => asked.length).toBe(1);
    asked.shift()?.writeHead(503).end();
    for (const result of await both) expect(result).toMatchObject({ reason: { reason: "connection" } });
    expect(count).toBe(1);
  });
});
