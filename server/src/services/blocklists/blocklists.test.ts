import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
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
});
