import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { addUser, PASSWORD, signIn, type SignedInUser } from "../sessions/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("versions of the functions of a webhook endpoint on %s", (engine) => {
  let gateway: TestGateway;
  let ada: SignedInUser;
  let vera: SignedInUser;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
    ada = await signIn(gateway, await addUser(gateway, "Ada"));
    await ada.call("POST", "/v1/users", { name: "Vera", role: "viewer", password: PASSWORD });
    vera = await signIn(gateway, "Vera");
  });
  afterAll(() => gateway.close());

  const at = (id: string) => `/v1/webhooks/endpoint/${encodeURIComponent(id)}`;
  const create = async (body: object = {}) => {
    const endpoint = { name: "One", targetUrl: "https://hooks.example.com/", ...body };
    return (await gateway.call("POST", "/v1/webhooks/endpoint", endpoint)).body["id"] as string;
  };
  const versions = async (id: string) =>
    (await gateway.call("GET", `${at(id)}/versions`)).body["versions"] as { version: number; user: unknown }[];
  const numbers = async (id: string) => (await versions(id)).map(({ version }) => version);
  const version = (id: string, number: number) => gateway.call("GET", `${at(id)}/versions/${number}`);

  it("are kept of each change of them, whoever makes it, and of no other", async () => {
    const id = await create({ fn: "return 1" });
    await ada.call("PUT", at(id), { fn: "return 2", map: "return payload" });
    await gateway.call("PUT", at(id), { fn: "return 2", name: "Two", paused: true });
    await gateway.call("PUT", `/v1/webhookRoutes/webhookRoute/${id}`, { map: null });
    expect(await versions(id)).toEqual([
      { version: 3, created: expect.any(String) as string, user: null },
      { version: 2, created: expect.any(String) as string, user: { id: expect.any(String) as string, name: "Ada" } },
      { version: 1, created: expect.any(String) as string, user: null },
    ]);
    expect((await version(id, 2)).body).toMatchObject({ id, version: 2, fn: "return 2", map: "return payload" });
    expect((await version(id, 3)).body).toMatchObject({ fn: "return 2", map: null });
    const page = await gateway.call("GET", `${at(id)}/versions?page=1&pageSize=2`);
    expect(page.body).toMatchObject({ total: 3, page: 1, pages: 2, versions: [{ version: 1 }] });

    const old = { name: "Old", targetUrl: "https://hooks.example.com/", fn: "return 1" };
    const { body } = await ada.call("POST", "/v1/webhookRoutes/webhookRoute", old);
    expect(await versions(body["id"] as string)).toMatchObject([{ version: 1, user: { name: "Ada" } }]);
  });

  it("are none before there are functions, and of the default endpoint as of others", async () => {
    expect(await versions(await create())).toEqual([]);
    expect(await versions("default")).toEqual([]);
    await gateway.call("PUT", at("default"), { map: "return 1" });
    await gateway.call("PUT", at("default"), { map: null });
    expect(await numbers("default")).toEqual([2, 1]);
    expect((await gateway.call("POST", `${at("default")}/versions/1/restore`)).body).toMatchObject({ version: 3 });
    expect((await gateway.call("GET", at("default"))).body).toMatchObject({ map: "return 1" });
  });

  it("are restored in a version of its own, unless nothing differs, and the admin log tells it", async () => {
    const id = await create({ fn: "return 1", map: "return 1", description: "Stays" });
    await ada.call("PUT", at(id), { fn: "return 2", map: null });
    const restored = await ada.call("POST", `${at(id)}/versions/1/restore`);
    expect(restored).toMatchObject({ status: 200, body: { id, restored: true, version: 3 } });
    expect((await gateway.call("GET", at(id))).body).toMatchObject({
      fn: "return 1",
      map: "return 1",
      description: "Stays",
    });
    const [entry] = (await ada.call("GET", "/v1/admin-log")).body["entries"] as object[];
    expect(entry).toMatchObject({
      path: "/v1/webhooks/endpoint/{endpoint}/versions/{version}/restore",
      target: id,
      changes: [
        { field: "fn", before: "return 2", after: "return 1" },
        { field: "map", before: null, after: "return 1" },
      ],
    });
    expect((await ada.call("POST", `${at(id)}/versions/1/restore`)).body).toMatchObject({ version: 3 });
    expect(await numbers(id)).toEqual([3, 2, 1]);
  });

  it("are not found where there is no such endpoint or version", async () => {
    const id = await create({ fn: "return 1" });
    for (const path of ["versions/2", "versions/2/restore"])
      expect(await gateway.call(path.endsWith("e") ? "POST" : "GET", `${at(id)}/${path}`)).toMatchObject({
        status: 404,
        body: { code: "NotFound", message: "Requested version of the functions was not found" },
      });
    await gateway.call("DELETE", at(id));
    for (const none of [id, "account:nobody"])
      for (const [method, path] of [
        ["GET", "versions"],
        ["GET", "versions/1"],
        ["POST", "versions/1/restore"],
      ] as const)
        expect(await gateway.call(method, `${at(none)}/${path}`)).toMatchObject({
          status: 404,
          body: { code: "WebhookEndpointNotFound" },
        });
    expect(await gateway.call("GET", `${at("default")}/versions/0`)).toMatchObject({ status: 400 });
  });

  it("keep what runs from narrowed tokens and from those who only look", async () => {
    const id = await create();
    await ada.call("PUT", at(id), { fn: "return 1" });
    await ada.call("PUT", at(id), { fn: "return 2" });
    const token = await gateway.issue({ permissions: { actions: ["read", "write"], groups: ["webhook"] } });
    for (const call of [
      vera.call,
      (method: string, path: string) => gateway.call(method, path, undefined, { token }),
    ]) {
      expect((await call("GET", `${at(id)}/versions`)).body).toMatchObject({
        versions: [
          { version: 2, user: null },
          { version: 1, user: null },
        ],
      });
      expect((await call("GET", `${at(id)}/versions/1`)).body).toMatchObject({ fn: null, map: null, user: null });
      expect(await call("POST", `${at(id)}/versions/1/restore`)).toMatchObject({ status: 403 });
    }
    expect((await gateway.call("GET", at(id))).body).toMatchObject({ fn: "return 2" });
  });
});
