import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenIdOf } from "../../core/token-rules.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, newAccountId, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("tokens by the API on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
  });
  afterAll(() => gateway.close());

  const mint = (body: Record<string, unknown>, url = "/v1/tokens") =>
    gateway.call("POST", url, { description: "x", scopes: "api", ...body });
  const pathsOf = (body: Record<string, unknown>) => (body["fields"] as { path: string }[]).map(({ path }) => path);

  it("are issued once in the clear, and then only as what they may do", async () => {
    const account = await gateway.addAccount();
    const given = {
      account,
      description: " For the app ",
      scopes: ["api", "smtp"],
      metadata: '{"a":1}',
      restrictions: { addresses: "127.0.0.1", rateLimit: { maxRequests: 5, timeWindow: 1 } },
      permissions: { actions: "read" },
      expires: "2099-01-01T00:00:00.000Z",
      ip: "192.0.2.1",
    };
    const { body } = await mint(given);
    expect(body).toEqual({ token: expect.any(String) as string, id: tokenIdOf(String(body["token"])) });
    const shown = await gateway.call("GET", `/v1/tokens/${String(body["id"]).toUpperCase()}`);
    expect(shown.body).toEqual({
      id: body["id"],
      account,
      description: "For the app",
      metadata: '{"a":1}',
      ip: "192.0.2.1",
      remoteAddress: "127.0.0.1",
      scopes: ["api", "smtp"],
      restrictions: { addresses: ["127.0.0.1"], rateLimit: { maxRequests: 5, timeWindow: 1 } },
      permissions: { actions: ["read"] },
      created: expect.any(String) as string,
      expires: "2099-01-01T00:00:00.000Z",
      access: { time: null, ip: null },
    });
    // By its value it can't be read.
    expect((await gateway.call("GET", `/v1/tokens/${String(body["token"])}`)).body).toMatchObject({
      statusCode: 404,
      code: "NotFound",
      message: "Requested access token was not found",
    });
    expect(
      (await gateway.call("GET", `/v1/account/${account}`, undefined, { token: String(body["token"]) })).status,
    ).toBe(200);
  });

  it.each([
    [{}, "body.permissions"],
    [{ permissions: null }, "body.permissions"],
    [{ permissions: {} }, "body.permissions"],
    [{ permissions: { actions: ["read"] }, scopes: "everything" }, "body.scopes"],
    [{ permissions: { groups: ["admin"] } }, "body.permissions.groups.0"],
    [{ permissions: { actions: ["read"] }, expires: "2020-01-01" }, "body.expires"],
    [{ permissions: { actions: ["read"], grants: [{ action: "read", group: "account" }] } }, "body.permissions.grants"],
  ])("are refused for %j", async (more, path) => {
    const { status, body } = await mint(more);
    expect(status).toBe(400);
    expect(pathsOf(body).some((found) => found.startsWith(path))).toBe(true);
  });

  it("open no more than the one that issues them", async () => {
    const more = { permissions: { actions: ["read"] } };
    const token = await gateway.issue({ scopes: ["api"] });
    for (const scope of ["*", "metrics"]) {
      const body = { description: "x", scopes: ["api", scope], ...more };
      expect((await gateway.call("POST", "/v1/tokens", body, { token })).body).toEqual({
        statusCode: 403,
        error: "Forbidden",
        message: "Unauthorized scope",
        requestedScope: scope,
      });
      expect((await mint({ ...more, scopes: scope })).status).toBe(200);
    }
    expect(
      (await gateway.call("POST", "/v1/tokens", { description: "x", scopes: "smtp", ...more }, { token })).status,
    ).toBe(200);
  });

  it("are bound to accounts that exist", async () => {
    expect((await mint({ account: newAccountId() })).body).toMatchObject({ statusCode: 404, code: "AccountNotFound" });
  });

  it("are listed by id from the end, in pages, by account and by text", async () => {
    const account = await gateway.addAccount();
    const made = [];
    for (const description of ["First 100%", "second", "third"]) made.push((await mint({ account, description })).body);
    const ids = made
      .map(({ id }) => String(id))
      .toSorted()
      .toReversed();
    const list = async (query: string) => (await gateway.call("GET", `/v1/tokens?account=${account}${query}`)).body;
    const listed = await list("&pageSize=2");
    expect(listed).toMatchObject({ account, total: 3, page: 0, pages: 2 });
    expect((listed["tokens"] as { id: string }[]).map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(await list("&query=SECOND")).toMatchObject({ total: 1 });
    expect(await list("&query=%25")).toMatchObject({ total: 1 });
    expect(await list("&query=_")).toMatchObject({ total: 0 });
    const old = await gateway.call("GET", `/v1/tokens/account/${account}`);
    expect((old.body["tokens"] as { id: string }[]).map(({ id }) => id)).toEqual(ids);
    expect((await gateway.call("GET", "/v1/tokens")).body).toMatchObject({ account: null });
  });

  it("that have expired are swept by a listing", async () => {
    const account = await gateway.addAccount();
    const token = await gateway.issue({ account, expiresAt: Date.now() - 1 });
    expect((await gateway.call("GET", `/v1/tokens/${tokenIdOf(token)}`)).status).toBe(200);
    expect((await gateway.call("GET", `/v1/tokens?account=${account}`)).body).toMatchObject({ total: 0 });
    expect((await gateway.call("GET", `/v1/tokens/${tokenIdOf(token)}`)).status).toBe(404);
  });

  it("are revoked by id or by value, by either name, once", async () => {
    for (const path of ["/v1/tokens/", "/v1/token/"]) {
      for (const nameOf of [(value: string) => value, tokenIdOf, (value: string) => value.toUpperCase()]) {
        const token = await gateway.issue();
        const url = path + nameOf(token);
        expect((await gateway.call("DELETE", url)).body).toEqual({ deleted: true });
        expect((await gateway.call("DELETE", url)).body).toEqual({ deleted: false });
        expect((await gateway.call("GET", "/v1/stats", undefined, { token })).status).toBe(401);
      }
    }
    expect((await gateway.call("DELETE", "/v1/tokens/nonsense")).status).toBe(400);
  });

  it("are issued by the old name, too", async () => {
    expect((await mint({ permissions: { actions: ["read"] } }, "/v1/token")).status).toBe(200);
  });
});
