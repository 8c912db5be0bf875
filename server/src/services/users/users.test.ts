import { randomBytes } from "node:crypto";
import type { Role } from "@posthorn/contracts/roles";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { addUser, PASSWORD, signIn, type SignedInUser, userOf } from "../sessions/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

interface Made {
  id: string;
  name: string;
  link: string | null;
}

describe.each(TEST_ENGINES)("users on %s", (engine) => {
  let gateway: TestGateway;
  let owner: SignedInUser;
  let address = 1;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, {
      start: false,
      ownClock: true,
      env: { POSTHORN_API_PROXY_ADDRESSES: "127.0.0.1" },
    });
  });
  afterAll(() => gateway.close());
  beforeEach(async () => {
    owner = await enter(await addUser(gateway, newName("Olga")));
  });

  const newName = (start: string) => `${start}-${randomBytes(4).toString("hex")}`;
  const from = () => ({ "x-forwarded-for": `198.51.100.${address++ % 250}` });
  const enter = (name: string, password = PASSWORD) => signIn(gateway, name, { password, headers: from() });
  async function make(role: Role, more: object = { password: PASSWORD }): Promise<Made> {
    const { body } = await owner.call("POST", "/v1/users", { name: newName("Ada"), role, ...more });
    return { ...(body["user"] as { id: string; name: string }), link: body["link"] as string | null };
  }
  const secretOf = ({ link }: { link: unknown }) => String(link).split("#")[1] ?? "";
  const accept = (link: string, password = "a password of my own") =>
    gateway.call("POST", "/v1/invitation", { link, password }, { token: null, headers: from() });

  it("are made with a password, found, renamed and deleted", async () => {
    const name = newName("Ada");
    const { status, body } = await owner.call("POST", "/v1/users", { name, role: "viewer", password: PASSWORD });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      user: { name, role: "viewer", disabled: false, invited: false, hasPassword: true, totp: false, sessions: 0 },
      link: null,
    });
    const { id } = body["user"] as Made;
    expect((await owner.call("POST", "/v1/users", { name: name.toUpperCase(), role: "viewer" })).body).toMatchObject({
      statusCode: 409,
      code: "UserExists",
    });
    const ada = await enter(name);
    expect((await owner.call("GET", `/v1/users?query=${name.slice(2).toUpperCase()}`)).body).toMatchObject({
      total: 1,
      users: [{ id, name, sessions: 1, signedIn: expect.any(String) as string }],
    });
    const renamed = newName("Adele");
    expect((await owner.call("PUT", `/v1/users/${id}`, { name: renamed })).body).toMatchObject({ name: renamed });
    expect((await ada.call("GET", "/v1/session")).body).toMatchObject({ user: { name: renamed } });
    const { name: taken } = await make("viewer");
    expect((await owner.call("PUT", `/v1/users/${id}`, { name: taken })).body).toMatchObject({ code: "UserExists" });
    expect((await owner.call("DELETE", `/v1/users/${id}`)).body).toEqual({ deleted: true });
    expect((await owner.call("DELETE", `/v1/users/${id}`)).body).toEqual({ deleted: false });
    expect((await ada.call("GET", "/v1/session")).status).toBe(401);
    for (const method of ["GET", "PUT"])
      expect((await owner.call(method, `/v1/users/${id}`, method === "PUT" ? {} : undefined)).status).toBe(404);
  });

  it("are managed by owners alone", async () => {
    for (const role of ["admin", "viewer"] as const) {
      const { call } = await enter((await make(role)).name);
      for (const [method, url, body] of [
        ["GET", "/v1/users", undefined],
        ["POST", "/v1/users", { name: "Eve", role: "owner" }],
        ["PUT", "/v1/users/x", { role: "owner" }],
        ["DELETE", "/v1/users/x/sessions", undefined],
      ] as const)
        expect((await call(method, url, body)).body).toMatchObject({ statusCode: 403, code: "RoleForbids" });
    }
  });

  it("get a role that counts at once", async () => {
    const { id, name } = await make("viewer");
    const { call } = await enter(name);
    const write = () => call("POST", "/v1/settings", { pageBrandName: "x" });
    expect((await write()).status).toBe(403);
    await owner.call("PUT", `/v1/users/${id}`, { role: "admin" });
    expect((await write()).status).toBe(200);
    expect((await call("GET", "/v1/session")).body).toMatchObject({ user: { role: "admin" } });
  });

  it("who only view read no secret", async () => {
    await gateway.set({ scriptEnv: '{"key":"secret"}' });
    const { call } = await enter((await make("viewer")).name);
    expect((await call("GET", "/v1/settings?scriptEnv=true")).status).toBe(403);
    expect((await call("GET", "/v1/settings?serviceUrl=true")).status).toBe(200);
    const account = await gateway.addAccount();
    expect((await call("GET", `/v1/account/${account}/oauth-token`)).body).toMatchObject({ code: "RoleForbids" });
  });

  it("are signed out and kept out while disabled", async () => {
    const { id, name } = await make("admin");
    const { call } = await enter(name);
    expect((await owner.call("PUT", `/v1/users/${id}`, { disabled: true })).body).toMatchObject({ disabled: true });
    expect((await call("GET", "/v1/session")).status).toBe(401);
    expect((await enter(name)).answer.body).toMatchObject({ statusCode: 401, code: "InvalidLogin" });
    await owner.call("PUT", `/v1/users/${id}`, { disabled: false });
    expect((await enter(name)).answer.status).toBe(200);
  });

  it("who are invited choose a password, once and within a week", async () => {
    await gateway.set({ serviceUrl: "https://mail.example.com" });
    const made = await make("admin", {});
    await gateway.set({ serviceUrl: null });
    expect(made.link).toMatch(/^https:\/\/mail\.example\.com\/admin\/invitation#[0-9a-f]{64}$/);
    expect((await owner.call("GET", `/v1/users/${made.id}`)).body).toMatchObject({ invited: true, hasPassword: false });
    expect((await enter(made.name, "")).answer.status).toBe(400);
    const answer = await accept(secretOf(made));
    expect(answer.body).toMatchObject({ user: { name: made.name, role: "admin" }, method: "password" });
    expect((await userOf(gateway, answer).call("GET", "/v1/session")).status).toBe(200);
    const invalid = { statusCode: 403, code: "SetupLinkInvalid" };
    expect((await accept(secretOf(made))).body).toMatchObject(invalid);
    expect((await enter(made.name, "a password of my own")).answer.status).toBe(200);

    const late = await make("viewer", {});
    gateway.moveClock(7 * 86_400_000);
    expect((await accept(secretOf(late))).body).toMatchObject(invalid);
  });

  it("lose the old password when it is reset, and passkeys and sessions with it", async () => {
    const { id, name } = await make("admin");
    const { call } = await enter(name);
    const { body } = await owner.call("PUT", `/v1/users/${id}/password`, {});
    expect((await call("GET", "/v1/session")).status).toBe(401);
    expect((await enter(name)).answer.status).toBe(401);
    const given = await owner.call("PUT", `/v1/users/${id}/password`, { password: "given by an owner" });
    expect(given.body).toEqual({ link: null, linkExpires: null });
    expect((await accept(secretOf({ link: body["link"] }))).status).toBe(403);
    const { call: again } = await enter(name, "given by an owner");
    expect((await owner.call("DELETE", `/v1/users/${id}/sessions`)).body).toEqual({ deleted: 1 });
    expect((await again("GET", "/v1/session")).status).toBe(401);
    expect((await owner.call("DELETE", `/v1/users/${id}/second-factor`)).body).toEqual({ deleted: true });
  });

  it("always have an owner who can sign in, whoever acts at the same time", async () => {
    const { id } = (await owner.call("GET", "/v1/session")).body["user"] as { id: string };
    await gateway.storage.sql.updateTable("users").set({ role: "viewer" }).where("id", "!=", id).execute();
    const last = { statusCode: 409, code: "LastOwner" };
    await make("owner", {});
    for (const [method, url, body] of [
      ["PUT", "", { role: "admin" }],
      ["PUT", "", { disabled: true }],
      ["PUT", "/password", {}],
      ["DELETE", "", undefined],
    ] as const)
      expect((await owner.call(method, `/v1/users/${id}${url}`, body)).body).toMatchObject(last);
    const others = [await make("owner"), await make("owner")];
    const ids = [id, ...others.map((other) => other.id)];
    const callers = [owner, ...(await Promise.all(others.map(({ name }) => enter(name))))];
    await Promise.all(callers.map(({ call }, i) => call("PUT", `/v1/users/${ids[i]}`, { role: "viewer" })));
    const owners = await gateway.storage.sql
      .selectFrom("users")
      .select("id")
      .where("role", "=", "owner")
      .where("passwordHash", "!=", "")
      .execute();
    expect(owners).toHaveLength(1);
  });
});
