import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBlocklist } from "../../storage/blocklists.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { addUser, signIn } from "../sessions/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("blocklists on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
    account = await gateway.addAccount();
  });
  afterAll(() => gateway.close());

  const add = (list: string, recipient: string, more: object = {}) =>
    gateway.call("POST", `/v1/blocklist/${list}`, { account, recipient, ...more });
  const get = (list: string, query = "") => gateway.call("GET", `/v1/blocklist/${list}${query}`);
  const remove = (list: string, recipient: string) =>
    gateway.call("DELETE", `/v1/blocklist/${list}?recipient=${encodeURIComponent(recipient)}`);

  it("have an address once, whatever its spelling, with the newest reason", async () => {
    expect((await add("news", " Bo@ISP.test")).status).toBe(400);
    expect((await add("News", "Bo@ISP.test")).body).toEqual({ success: true, added: true });
    expect((await add("news", "bo@isp.test", { reason: "complained" })).body).toEqual({ success: true, added: false });
    expect((await get("NEWS")).body).toEqual({
      listId: "news",
      total: 1,
      page: 0,
      pages: 1,
      addresses: [
        {
          recipient: "bo@isp.test",
          account,
          source: "api",
          reason: "complained",
          created: expect.any(String) as string,
        },
      ],
    });
  });

  it("are there with their first address, and gone with the last", async () => {
    expect(await get("brief")).toMatchObject({ status: 404, body: { code: "NotFound" } });
    expect(await remove("brief", "x@isp.test")).toMatchObject({ status: 404, body: { code: "NotFound" } });
    await add("brief", "x@isp.test");
    expect((await remove("brief", "y@isp.test")).body).toEqual({ deleted: false });
    expect((await remove("Brief", "X@isp.test")).body).toEqual({ deleted: true });
    expect((await get("brief")).status).toBe(404);
  });

  it("are listed with how many are on them, page by page", async () => {
    for (const recipient of ["c@isp.test", "a@isp.test", "b@isp.test"]) await add("zoo.example", recipient);
    const { body } = await gateway.call("GET", "/v1/blocklists?pageSize=1000");
    expect((body["blocklists"] as object[]).at(-1)).toEqual({ listId: "zoo.example", count: 3 });
    expect(body["total"]).toBe((body["blocklists"] as object[]).length);
    const page = await get("zoo.example", "?pageSize=2&page=1");
    expect(page.body).toMatchObject({ total: 3, page: 1, pages: 2, addresses: [{ recipient: "c@isp.test" }] });
  });

  it("take only what makes sense", async () => {
    expect(await add("news", "x@isp.test", { account: "nobody" })).toMatchObject({ status: 404 });
    for (const answer of [
      await add("no list", "x@isp.test"),
      await add("news", "nobody"),
      await add("news", "x@isp.test", { source: "form" }),
      await gateway.call("DELETE", "/v1/blocklist/news"),
    ])
      expect(answer.status).toBe(400);
    const reader = await gateway.issue({ permissions: { groups: ["message"] } });
    expect((await gateway.call("GET", "/v1/blocklists", undefined, { token: reader })).status).toBe(403);
  });

  const linesOf = async (list: string) => {
    const { bytes } = await gateway.call("GET", `/v1/blocklist/${list}/export`);
    return bytes
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { recipient: string });
  };
  const importTo = (list: string, addresses: unknown, more: object = {}) =>
    gateway.call("POST", `/v1/blocklist/${list}/import`, { account, addresses, ...more });
  const lookUp = (list: string, recipient: string) =>
    gateway.call("GET", `/v1/blocklist/${list}/address?recipient=${encodeURIComponent(recipient)}`);

  it("tell of one address", async () => {
    expect(await lookUp("single", "x@isp.test")).toMatchObject({ status: 404, body: { code: "NotFound" } });
    await add("single", "x@isp.test", { reason: "moved" });
    expect(await lookUp("Single", "X@isp.test")).toMatchObject({
      status: 200,
      body: { recipient: "x@isp.test", account, source: "api", reason: "moved" },
    });
    expect(await lookUp("single", "y@isp.test")).toMatchObject({ status: 404, body: { code: "AddressNotFound" } });
    for (const query of ["", "?recipient=nobody", "?recipient=x%40isp.test&more=1"])
      expect((await gateway.call("GET", `/v1/blocklist/single/address${query}`)).status).toBe(400);
  });

  it("lead to the page on which an address comes back, and tell whether a person put it there", async () => {
    await addUser(gateway, "ada");
    const ada = await signIn(gateway, "ada");
    await ada.call("POST", "/v1/blocklist/pages", { account, recipient: "Bo@isp.test" });
    expect((await lookUp("pages", "bo@isp.test")).body).toMatchObject({ source: "admin" });
    const page = (recipient: string, list = "pages") =>
      gateway.call("POST", `/v1/blocklist/${list}/page`, { recipient });
    expect((await page("bo@isp.test")).body).toMatchObject({ statusCode: 400, code: "ServiceUrlRequired" });
    await gateway.set({ serviceUrl: "https://mail.example.com" });
    const { pathname, search } = new URL(String((await page("BO@isp.test", "Pages")).body["url"]));
    expect(await gateway.call("GET", `${pathname}${search}`, undefined, { token: null })).toMatchObject({
      status: 200,
    });
    expect((await page("x@isp.test")).body).toMatchObject({ statusCode: 404, code: "AddressNotFound" });
    expect((await page("x@isp.test", "nobody")).body).toMatchObject({ statusCode: 404, code: "AddressNotFound" });
  });

  it("are imported, each address once, whatever its spelling", async () => {
    await add("moved", "b@isp.test", { reason: "old" });
    const { body } = await importTo("Moved", ["c@isp.test", " B@isp.test", "a@isp.test", "C@ISP.test"], {
      reason: "new",
    });
    expect(body).toEqual({ success: true, added: 2, known: 1 });
    const entry = (recipient: string) => ({ recipient, account, source: "api", reason: "new" });
    expect(await linesOf("moved")).toMatchObject(["a@isp.test", "b@isp.test", "c@isp.test"].map(entry));
    expect((await importTo("plain", ["a@isp.test"])).status).toBe(200);
    expect(await linesOf("plain")).toMatchObject([{ reason: "block" }]);
  });

  it("are left as they are by an import that has a fault", async () => {
    const { status, body } = await importTo("faulty", ["a@isp.test", "nobody", "b@isp.test"]);
    expect(status).toBe(400);
    expect(body["fields"]).toMatchObject([{ path: "body.addresses.1" }]);
    expect(await importTo("faulty", ["a@isp.test"], { account: "nobody" })).toMatchObject({
      status: 404,
      body: { code: "AccountNotFound" },
    });
    const tooMany = Array.from({ length: 10_001 }, (_, number) => `a${number}@isp.test`);
    for (const addresses of [[], tooMany, undefined]) expect((await importTo("faulty", addresses)).status).toBe(400);
    expect((await importTo("faulty", ["a@isp.test"], { source: "form" })).status).toBe(400);
    expect((await get("faulty")).status).toBe(404);
  });

  it("are exported line by line, however long", async () => {
    expect(await gateway.call("GET", "/v1/blocklist/nobody/export")).toMatchObject({ status: 404 });
    // As long as addresses get, so that all of them are more than an ordinary body.
    const filler = `${"x".repeat(60)}.`.repeat(3);
    const addresses = Array.from({ length: 10_000 }, (_, number) => `a${number}@${filler}isp.test`);
    expect((await importTo("long", addresses)).body).toEqual({ success: true, added: 10_000, known: 0 });
    expect((await importTo("long", addresses)).body).toEqual({ success: true, added: 0, known: 10_000 });
    const { headers } = await gateway.call("GET", "/v1/blocklist/Long/export");
    expect(headers).toMatchObject({
      "content-type": "application/x-ndjson",
      "content-disposition": expect.stringMatching(/^attachment; filename="long\.ndjson"/) as string,
    });
    expect((await linesOf("long")).map(({ recipient }) => recipient).toSorted()).toEqual(addresses.toSorted());
  });

  it("are read page by page", async () => {
    await importTo("pages.example", ["a@isp.test", "b@isp.test", "c@isp.test", "d@isp.test"]);
    const pages: string[][] = [];
    for await (const page of readBlocklist(gateway.storage, "pages.example", 3))
      pages.push(page.map(({ recipient }) => recipient));
    expect(pages).toEqual([["a@isp.test", "b@isp.test", "c@isp.test"], ["d@isp.test"]]);
  });

  const told = async (list: string) => {
    const rows = await gateway.storage.sql
      .selectFrom("events")
      .select("payload")
      .where("name", "in", ["listUnsubscribe", "listSubscribe"])
      .orderBy("seq")
      .execute();
    return rows
      .map(({ payload }) => JSON.parse(payload) as { event: string; account: string; data: { listId: string } })
      .filter(({ data }) => data.listId === list);
  };

  it("tell of what calls change, where that is asked for", async () => {
    await add("silent", "a@isp.test");
    await importTo("silent", ["b@isp.test"]);
    await remove("silent", "a@isp.test");
    expect(await told("silent")).toEqual([]);

    await gateway.set({ blocklistEvents: true });
    await add("told", "A@isp.test");
    await add("told", "a@isp.test");
    await importTo("told", ["a@isp.test", "b@isp.test"]);
    await importTo("told", ["c@isp.test", "nobody"]);
    await remove("told", "nobody@isp.test");
    await remove("told", "a@isp.test");
    await gateway.set({ blocklistEvents: null });
    const event = (name: string, recipient: string) => ({
      event: name,
      account,
      data: { recipient, listId: "told", remoteAddress: "127.0.0.1", source: "api" },
    });
    expect(await told("told")).toMatchObject([
      event("listUnsubscribe", "a@isp.test"),
      event("listUnsubscribe", "b@isp.test"),
      event("listSubscribe", "a@isp.test"),
    ]);
  });

  it("are for those who may", async () => {
    await add("guarded", "a@isp.test");
    const calls = [
      ["GET", "/v1/blocklist/guarded/address?recipient=a%40isp.test", undefined],
      ["GET", "/v1/blocklist/guarded/export", undefined],
      ["POST", "/v1/blocklist/guarded/import", { account, addresses: ["b@isp.test"] }],
    ] as const;
    const answers = async (token: string) => {
      const statuses = [];
      for (const [method, path, body] of calls)
        statuses.push((await gateway.call(method, path, body, { token })).status);
      return statuses;
    };
    const blocklist = (action: "read" | "write") =>
      gateway.issue({ permissions: { actions: [action], groups: ["blocklist"] } });
    expect(await answers(await blocklist("read"))).toEqual([200, 200, 403]);
    expect(await answers(await blocklist("write"))).toEqual([403, 403, 200]);
    expect(await answers(await gateway.issue({ account }))).toEqual([403, 403, 403]);
    expect(await answers(await gateway.issue({ permissions: { groups: ["message"] } }))).toEqual([403, 403, 403]);
  });
});
