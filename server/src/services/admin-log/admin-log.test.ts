import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAdminLog } from "../../storage/admin-log.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { addUser, PASSWORD, signIn, type SignedInUser } from "../sessions/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("the log of what people do on %s", (engine) => {
  let gateway: TestGateway;
  let ada: SignedInUser;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, {
      start: false,
      ownClock: true,
      env: { POSTHORN_ADMIN_LOG_ENTRIES: "20" },
    });
    ada = await signIn(gateway, await addUser(gateway, "Ada"));
  });
  afterAll(() => gateway.close());

  const entries = async (query = "") =>
    (await ada.call("GET", `/v1/admin-log${query}`)).body["entries"] as Record<string, unknown>[];

  it("has who did what, when, from where and how it ended, and no secret", async () => {
    const id = ((await ada.call("GET", "/v1/session")).body["user"] as { id: string }).id;
    const account = await gateway.addAccount();
    await ada.call("POST", "/v1/tokens", { description: "a plan", scopes: ["*"] });
    await ada.call("PUT", `/v1/account/${account}`, { name: "new name" });
    await ada.call("PUT", "/v1/account/nobody", { name: "new name" });
    await ada.call("GET", `/v1/account/${account}/messages?path=INBOX`);
    await ada.call("GET", "/v1/stats");
    await gateway.call("PUT", `/v1/account/${account}`, { name: "by a token" });
    await signIn(gateway, "Ada", { password: "a wrong password" });
    await signIn(gateway, "nobody at all");
    await ada.call("POST", "/v1/settings", {}, { "x-csrf-token": "x" });
    const told = (await entries()).map(({ id: entry, time, changes, ...rest }) => ({
      ...rest,
      hasChanges: changes !== null,
      hasId: typeof entry === "string",
      isTimed: typeof time === "string",
    }));
    const by = {
      user: { id, name: "Ada" },
      address: "127.0.0.1",
      how: null,
      isTimed: true,
      hasId: true,
      hasChanges: false,
    };
    expect(told).toEqual([
      {
        ...by,
        method: "post",
        path: "/v1/settings",
        action: "write",
        group: "settings",
        target: null,
        status: 403,
        code: "InvalidCsrfToken",
      },
      {
        ...by,
        user: null,
        method: "post",
        path: "/v1/session",
        action: "write",
        group: "admin",
        target: null,
        status: 401,
        code: "InvalidLogin",
      },
      {
        ...by,
        how: "password",
        method: "post",
        path: "/v1/session",
        action: "write",
        group: "admin",
        target: null,
        status: 401,
        code: "InvalidLogin",
      },
      expect.objectContaining({
        ...by,
        method: "get",
        path: "/v1/account/{account}/messages",
        action: "read",
        target: account,
      }),
      {
        ...by,
        method: "put",
        path: "/v1/account/{account}",
        action: "write",
        group: "provisioning",
        target: "nobody",
        status: 404,
        code: "AccountNotFound",
      },
      {
        ...by,
        method: "put",
        path: "/v1/account/{account}",
        action: "write",
        group: "provisioning",
        hasChanges: true,
        target: account,
        status: 200,
        code: null,
      },
      {
        ...by,
        method: "post",
        path: "/v1/tokens",
        action: "write",
        group: "admin",
        hasChanges: true,
        target: null,
        status: 200,
        code: null,
      },
      {
        ...by,
        how: "password",
        method: "post",
        path: "/v1/session",
        action: "write",
        group: "admin",
        target: null,
        status: 200,
        code: null,
      },
    ]);
    const { entries: kept } = await listAdminLog(gateway.storage, {}, { limit: 100, offset: 0 });
    for (const secret of [PASSWORD, "a wrong password", "nobody at all", ada.csrfToken])
      expect(JSON.stringify(kept)).not.toContain(secret);
  });

  it("is looked through by user, action, outcome and time, a page at a time", async () => {
    expect(await entries("?user=ADA&outcome=failed&action=write")).toHaveLength(3);
    expect(await entries("?user=nobody")).toEqual([]);
    expect(await entries("?action=read")).toHaveLength(1);
    expect((await ada.call("GET", "/v1/admin-log?pageSize=3&page=2")).body).toMatchObject({
      total: 8,
      pages: 3,
      page: 2,
    });
    expect(await entries(`?to=${new Date(0).toISOString()}`)).toEqual([]);
    expect(await entries(`?from=${new Date(0).toISOString()}&outcome=succeeded`)).toHaveLength(3);
  });

  it("is for owners and admins", async () => {
    await addUser(gateway, "vera");
    await gateway.storage.sql.updateTable("users").set({ role: "viewer" }).where("name", "=", "vera").execute();
    const { call } = await signIn(gateway, "vera");
    expect((await call("GET", "/v1/admin-log")).body).toMatchObject({ statusCode: 403, code: "RoleForbids" });
    expect(await entries("?user=vera&outcome=failed")).toMatchObject([{ path: "/v1/admin-log", code: "RoleForbids" }]);
  });

  it("is looked through by a name in any case, whatever its letters", async () => {
    await signIn(gateway, await addUser(gateway, "ÖZGE"));
    expect(await entries("?user=özge")).toMatchObject([{ user: { name: "ÖZGE" } }]);
  });

  it("is not pushed out by those who only try", async () => {
    const command = { method: "command", path: "posthorn users role", action: "write", group: "admin", target: "ada" };
    const byNobody = { user: null, userName: null, address: null, how: null, status: 200, code: null };
    for (let i = 0; i < 10; i++) gateway.ctx.adminAudit.note({ at: Date.now(), ...byNobody, ...command });
    for (let i = 0; i < 25; i++) {
      gateway.moveClock(2000);
      await gateway.call("POST", "/v1/session", { name: `stranger ${i}`, password: "x" }, { token: null });
    }
    for (let i = 0; i < 40; i++) await gateway.call("POST", "/v1/session", { name: "stranger" }, { token: null });
    gateway.moveClock(60_000);
    const kept = await entries();
    expect(kept).toHaveLength(20);
    expect(kept.filter(({ method }) => method === "command").length).toBeGreaterThan(5);
    expect(kept.filter(({ status }) => status === 401)).toHaveLength(10);
  });

  it("keeps so many entries, and none for longer than it should", async () => {
    for (let i = 0; i < 30; i++) await ada.call("POST", "/v1/settings", { pageBrandName: String(i) });
    gateway.moveClock(60_000);
    await gateway.ctx.adminAudit.flush();
    expect(await entries()).toHaveLength(20);
    gateway.moveClock(366 * 86_400_000);
    await gateway.ctx.adminAudit.flush();
    expect((await listAdminLog(gateway.storage, {}, { limit: 100, offset: 0 })).total).toBe(0);
  });
});
